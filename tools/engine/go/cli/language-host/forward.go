package main

import (
	"errors"
	"fmt"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// One message as it came from the wire: what this program does not know loses nothing on its way.
type frame []byte

// Leaves frames as they are, and treats messages as gRPC does.
type codec struct{}

func (codec) Name() string { return "proto" }

func (codec) Marshal(value any) ([]byte, error) {
	switch message := value.(type) {
	case *frame:
		return *message, nil
	case proto.Message:
		return proto.Marshal(message)
	}
	return nil, fmt.Errorf("cannot encode a %T", value)
}

func (codec) Unmarshal(data []byte, value any) error {
	switch message := value.(type) {
	case *frame:
		*message = append(frame(nil), data...)
		return nil
	case proto.Message:
		return proto.Unmarshal(data, message)
	}
	return fmt.Errorf("cannot decode a %T", value)
}

// Passes every method on, whatever its messages are and however many go each way.
func forwardTo(connection *grpc.ClientConn) grpc.StreamHandler {
	both := &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}
	return func(_ any, caller grpc.ServerStream) error {
		method, known := grpc.MethodFromServerStream(caller)
		if !known {
			return status.Error(codes.Internal, "a stream without a method")
		}
		ctx := caller.Context()
		if sent, present := metadata.FromIncomingContext(ctx); present {
			ctx = metadata.NewOutgoingContext(ctx, sent.Copy())
		}
		callee, err := connection.NewStream(ctx, both, method, grpc.ForceCodec(codec{}))
		if err != nil {
			return err
		}
		// An error of the caller's side ends its context, and with it the callee's stream.
		go func() {
			if copyFrames(caller, callee) == nil {
				_ = callee.CloseSend()
			}
		}()
		err = copyFrames(callee, caller)
		caller.SetTrailer(callee.Trailer())
		return err
	}
}

// What a stream of either side can do.
type stream interface {
	SendMsg(message any) error
	RecvMsg(message any) error
}

// Until the sender has said its last word.
func copyFrames(from, to stream) error {
	for {
		var next frame
		if err := from.RecvMsg(&next); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		if err := to.SendMsg(&next); err != nil {
			return err
		}
	}
}
