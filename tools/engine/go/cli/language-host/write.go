package main

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/pulumi/pulumi/pkg/v3/codegen/hcl2/syntax"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// GenerateProgram writes what is given in Pulumi's own notation as a TypeScript program.
func (*host) GenerateProgram(
	_ context.Context, request *pulumirpc.GenerateProgramRequest,
) (*pulumirpc.GenerateProgramResponse, error) {
	loader, err := schema.NewLoaderClient(request.LoaderTarget)
	if err != nil {
		return nil, err
	}
	defer func() { _ = loader.Close() }()
	parser := syntax.NewParser()
	for _, path := range slices.Sorted(maps.Keys(request.Source)) {
		if err := parser.ParseFile(strings.NewReader(request.Source[path]), path); err != nil {
			return nil, err
		}
	}
	if parser.Diagnostics.HasErrors() {
		return answer(parser.Diagnostics, nil), nil
	}
	var options []pcl.BindOption
	if !request.Strict {
		options = pcl.NonStrictBindOptions()
	}
	program, bound, err := pcl.BindProgram(parser.Files, schema.NewCachedLoader(loader), options...)
	if err != nil {
		return nil, err
	}
	if bound.HasErrors() || program == nil {
		return answer(bound, nil), nil
	}
	files, written, err := nodejs.GenerateProgram(program)
	if err != nil {
		return nil, err
	}
	return answer(append(bound, written...), files), nil
}

func answer(said hcl.Diagnostics, files map[string][]byte) *pulumirpc.GenerateProgramResponse {
	return &pulumirpc.GenerateProgramResponse{
		Diagnostics: plugin.HclDiagnosticsToRPCDiagnostics(said),
		Source:      files,
	}
}
