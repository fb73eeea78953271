// The language host of Node.js for an engine that is built from Go modules: runs programs by the host of an earlier
// release, which every module proxy serves, and does what that one cannot: it writes programs (`pulumi import`) and runs
// the folders of policy packs.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// The earlier release's host, beside this program.
const runner = "pulumi-language-nodejs-runner"

// What is answered here and not by the runner.
type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
}

func answered() *grpc.ServiceDesc {
	service := pulumirpc.LanguageRuntime_ServiceDesc
	service.Methods = slices.DeleteFunc(slices.Clone(service.Methods), func(method grpc.MethodDesc) bool {
		return method.MethodName != "GenerateProgram"
	})
	service.Streams = slices.DeleteFunc(slices.Clone(service.Streams), func(stream grpc.StreamDesc) bool {
		return stream.StreamName != "RunPlugin"
	})
	return &service
}

func main() {
	if err := serve(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "pulumi-language-nodejs: %v\n", err)
		os.Exit(1)
	}
}

// Serves until the runner ends. The runner watches the engine and ends with it, so that this program does, too.
func serve(args []string) error {
	port, ended, err := startRunner(args)
	if err != nil {
		return err
	}
	connection, err := grpc.NewClient("127.0.0.1:"+port,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		rpcutil.GrpcChannelOptions(),
	)
	if err != nil {
		return err
	}
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Init: func(server *grpc.Server) error {
			server.RegisterService(answered(), &host{})
			return nil
		},
		Options: []grpc.ServerOption{grpc.ForceServerCodec(codec{}), grpc.UnknownServiceHandler(forwardTo(connection))},
	})
	if err != nil {
		return err
	}
	// The engine reads the port from the first line.
	fmt.Printf("%d\n", handle.Port)
	return <-ended
}

// Starts the runner with the engine's own arguments, and reads its port from its first line. What it prints then, and on
// standard error, goes on as it is.
func startRunner(args []string) (port string, ended <-chan error, err error) {
	self, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	if self, err = filepath.EvalSymlinks(self); err != nil {
		return "", nil, err
	}
	command := exec.Command(filepath.Join(filepath.Dir(self), runner), args...)
	command.Stdin, command.Stderr = os.Stdin, os.Stderr
	output, err := command.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := command.Start(); err != nil {
		return "", nil, err
	}
	reader := bufio.NewReader(output)
	line, err := reader.ReadString('\n')
	if err != nil {
		return "", nil, errors.Join(fmt.Errorf("%s said no port", runner), command.Wait())
	}
	end := make(chan error, 1)
	go func() {
		_, copied := reader.WriteTo(os.Stdout)
		end <- errors.Join(copied, command.Wait())
	}()
	return strings.TrimSpace(line), end, nil
}
