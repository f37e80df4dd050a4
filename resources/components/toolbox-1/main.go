// Command toolbox reads and changes the drives of a lab from inside a container, where nothing else is: no shell, no ls.
//
//	toolbox idle                     waits until it is told to end
//	toolbox files PATH               every file below PATH: its size, a space, its path in the drive, a NUL
//	toolbox read PATH OFFSET LENGTH  bytes of a file; LENGTH -1 is all that is left
//	toolbox write PATH LENGTH        replaces a file by LENGTH bytes of standard input
//	toolbox remove PATH              a file, a folder, or everything in a drive
//
// A path begins with the name of a drive, which is a folder of /drives, and never leaves it.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path"
	"strconv"
	"strings"
	"syscall"
)

const drives = "/drives"

// Exit codes; 1 is any other failure, with its reason on standard error.
const (
	wrongUse = 2
	notFound = 3
	refused  = 4
	noSpace  = 5
	noRight  = 6
)

var errRefused = errors.New("the path leads out of the drive or over a link")

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitCode(err))
	}
}

func exitCode(err error) int {
	switch {
	case errors.Is(err, errRefused):
		return refused
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return notFound
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return noSpace
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return noRight
	}
	return 1
}

func run(args []string) error {
	command := strings.Join(args[:min(1, len(args))], "")
	switch {
	case command == "idle" && len(args) == 1:
		end := make(chan os.Signal, 1)
		signal.Notify(end, syscall.SIGTERM, syscall.SIGINT)
		<-end
		return nil
	case command == "files" && len(args) == 2:
		return inDrive(args[1], listFiles)
	case command == "read" && len(args) == 4:
		offset, length := number(args[2]), number(args[3])
		return inDrive(args[1], func(root *os.Root, name string) error { return read(root, name, offset, length) })
	case command == "write" && len(args) == 3:
		length := number(args[2])
		return inDrive(args[1], func(root *os.Root, name string) error { return write(root, name, length) })
	case command == "remove" && len(args) == 2:
		return inDrive(args[1], remove)
	}
	fmt.Fprintln(os.Stderr, "usage: toolbox idle | files PATH | read PATH OFFSET LENGTH | write PATH LENGTH | remove PATH")
	os.Exit(wrongUse)
	return nil
}

func number(text string) int64 {
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(wrongUse)
	}
	return value
}

// inDrive opens the drive that the path begins with, checks that no part of the rest is a link, and does the work
// inside: os.Root keeps it there even where somebody makes a link meanwhile.
func inDrive(full string, work func(root *os.Root, name string) error) error {
	drive, rest, _ := strings.Cut(full, "/")
	if drive == "" || drive == "." || drive == ".." {
		return errRefused
	}
	name := "."
	for _, part := range strings.Split(rest, "/") {
		if part == ".." {
			return errRefused
		}
		name = path.Join(name, part)
	}
	root, err := os.OpenRoot(path.Join(drives, drive))
	if err != nil {
		return err
	}
	defer root.Close()
	for at := name; at != "."; at = path.Dir(at) {
		found, err := root.Lstat(at)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
			continue
		}
		if err != nil {
			return err
		}
		if found.Mode()&fs.ModeSymlink != 0 {
			return errRefused
		}
	}
	return work(root, name)
}

func listFiles(root *os.Root, name string) error {
	out := bufio.NewWriterSize(os.Stdout, 1<<16)
	err := fs.WalkDir(root.FS(), name, func(at string, entry fs.DirEntry, err error) error {
		// MinIO moves and deletes while we look.
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		found, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "%d %s\x00", found.Size(), at)
		return err
	})
	return errors.Join(err, out.Flush())
}

func read(root *os.Root, name string, offset, length int64) error {
	file, err := root.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := file.Seek(offset, io.SeekStart); err != nil {
		return err
	}
	var from io.Reader = file
	if length >= 0 {
		from = io.LimitReader(file, length)
	}
	_, err = io.Copy(os.Stdout, from)
	return err
}

func write(root *os.Root, name string, length int64) error {
	if name == "." {
		return errRefused
	}
	if err := makeFolders(root, path.Dir(name)); err != nil {
		return err
	}
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.CopyN(file, os.Stdin, length)
	return errors.Join(err, file.Sync(), file.Close())
}

func makeFolders(root *os.Root, name string) error {
	if name == "." {
		return nil
	}
	if err := makeFolders(root, path.Dir(name)); err != nil {
		return err
	}
	if err := root.Mkdir(name, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func remove(root *os.Root, name string) error {
	found, err := root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil
	}
	if err != nil {
		return err
	}
	if found.IsDir() {
		entries, err := fs.ReadDir(root.FS(), name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for _, entry := range entries {
			if err := remove(root, path.Join(name, entry.Name())); err != nil {
				return err
			}
		}
	}
	if name == "." {
		return nil
	}
	if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
