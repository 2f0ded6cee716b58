// Command etcd is the etcd server. Upstream's server package lies in the
// module go.etcd.io/etcd/server/v3, its main package in another module that
// also pulls in etcdctl and etcdutl; this file takes the server alone.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() {
	etcdmain.Main(os.Args)
}
