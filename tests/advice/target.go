// SPDX-License-Identifier: GPL-2.0-or-later

// A line in: allocates 64 MiB that nothing keeps, answers "alive".  Serves net/http/pprof on a port
// that it writes to the file which its argument names.
package main

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
)

var last []byte

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		os.Exit(1)
	}
	go http.Serve(listener, nil)
	if os.WriteFile(os.Args[1], []byte(listener.Addr().String()), 0600) != nil {
		os.Exit(1)
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		for i := 0; i < 1024; i++ {
			last = make([]byte, 64<<10)
			last[i] = 1
		}
		fmt.Println("alive")
	}
}
