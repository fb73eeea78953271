package main

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// RunPlugin runs the folder of a policy pack by the policy framework's own program, as it is found from that folder.
func (*host) RunPlugin(
	request *pulumirpc.RunPluginRequest, stream pulumirpc.LanguageRuntime_RunPluginServer,
) error {
	if request.Kind != string(apitype.AnalyzerPlugin) {
		return status.Errorf(codes.Unimplemented, "a plugin of kind %q in a folder: only policy packs can be run here", request.Kind)
	}
	node, err := exec.LookPath("node")
	if err != nil {
		return err
	}
	folder := request.Info.ProgramDirectory
	program, err := locate(node, "@pulumi/pulumi/cmd/run-policy-pack", folder)
	if err != nil {
		return err
	}
	streams, stdout, stderr, err := rpcutil.MakeRunPluginStreams(stream, false)
	if err != nil {
		return err
	}
	// The engine ends the pack by ending the stream.
	command := exec.CommandContext(stream.Context(), node, append(append([]string{program}, request.Args...), folder)...)
	command.Dir, command.Env = folder, request.Env
	command.Stdout, command.Stderr = stdout, stderr
	ran := command.Run()
	var ended *exec.ExitError
	if ran != nil && !errors.As(ran, &ended) {
		return ran
	}
	if err := streams.Close(); err != nil {
		return err
	}
	return stream.Send(&pulumirpc.RunPluginResponse{
		Output: &pulumirpc.RunPluginResponse_Exitcode{Exitcode: int32(command.ProcessState.ExitCode())},
	})
}

// Where Node.js finds a module from a folder.
func locate(node, module, folder string) (string, error) {
	var said bytes.Buffer
	command := exec.Command(node, "-p", fmt.Sprintf("require.resolve(%q)", module))
	command.Dir, command.Stderr = folder, &said
	found, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("%s is not installed for the policy pack in %s: run npm install there. Node.js says: %s",
			module, folder, strings.TrimSpace(said.String()))
	}
	return strings.TrimSpace(string(found)), nil
}
