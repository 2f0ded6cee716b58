// Command pulumi-resource-kubernetes is the Pulumi provider for Kubernetes.
// Upstream's own main package embeds two generated files that are not part of
// the Go module. The provider only hands their bytes out again on request
// (GetSchema and GetMapping, which SDK generators call, never the engine while
// it previews or updates), so empty documents do.
package main

import (
	"fmt"
	"os"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == "-version" {
		fmt.Println(version.Version)
		return
	}
	schema := fmt.Appendf(nil, `{"name":"kubernetes","version":%q,"resources":{},"types":{},"functions":{}}`, version.Version)
	provider.Serve("kubernetes", version.Version, schema, []byte("{}"))
}
