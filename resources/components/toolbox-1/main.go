// Command toolbox reads and changes the drives of a lab from inside a container, where nothing else is: no shell, no ls.
//
//	toolbox idle                     waits until it is told to end
//	toolbox serve                    answers the other commands on standard input and output; see serve
//	toolbox files PATH               every file below PATH: its size, a space, its path in the drive, a NUL
//	toolbox read PATH OFFSET LENGTH  bytes of a file; LENGTH -1 is all that is left
//	toolbox write PATH LENGTH        replaces a file by LENGTH bytes of standard input
//	toolbox remove PATH              a file, a folder, or everything in a drive
//
// A path begins with the name of a drive, which is a folder of /drives, and never leaves it.
package main

import (
	"bufio"
	"encoding/binary"
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

var (
	errRefused  = errors.New("the path leads out of the drive or over a link")
	errWrongUse = errors.New("usage: toolbox idle | serve | files PATH | read PATH OFFSET LENGTH | write PATH LENGTH | remove PATH")
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitCode(err))
	}
}

func exitCode(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errWrongUse):
		return wrongUse
	case errors.Is(err, errRefused):
		return refused
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR):
		return notFound
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return noSpace
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return noRight
	}
	return 1
}

func run(args []string, in io.Reader, out io.Writer) error {
	switch command := strings.Join(args[:min(1, len(args))], ""); {
	case command == "idle" && len(args) == 1:
		end := make(chan os.Signal, 1)
		signal.Notify(end, syscall.SIGTERM, syscall.SIGINT)
		<-end
		return nil
	case command == "serve" && len(args) == 1:
		return serve(in, out)
	case command == "files" && len(args) == 2:
		return inDrive(args[1], func(root *os.Root, name string) error { return listFiles(root, name, out) })
	case command == "read" && len(args) == 4:
		offset, err := strconv.ParseInt(args[2], 10, 64)
		length, errLength := strconv.ParseInt(args[3], 10, 64)
		if err != nil || errLength != nil {
			return errWrongUse
		}
		return inDrive(args[1], func(root *os.Root, name string) error {
			return read(root, name, section{offset, length}, out)
		})
	case command == "write" && len(args) == 3:
		length, err := strconv.ParseInt(args[2], 10, 64)
		if err != nil {
			return errWrongUse
		}
		return inDrive(args[1], func(root *os.Root, name string) error { return write(root, name, io.LimitReader(in, length), length) })
	case command == "remove" && len(args) == 2:
		return inDrive(args[1], remove)
	}
	return errWrongUse
}

// serve answers commands one after the other until its input ends: starting a program in a container takes longer
// than reading a file. Numbers are 32 bits, big-endian. A request is the size of its words, the size of its input, the words
// with a NUL between them, the input. An answer is any number of chunks, each its size and its bytes, then a chunk of
// size 0, the exit code in one byte, and the reason of a failure as a size and its text.
func serve(in io.Reader, out io.Writer) error {
	from, to := bufio.NewReader(in), bufio.NewWriterSize(out, 1<<17)
	for {
		var sizes struct{ Words, Input uint32 }
		if err := binary.Read(from, binary.BigEndian, &sizes); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		words := make([]byte, sizes.Words)
		if _, err := io.ReadFull(from, words); err != nil {
			return err
		}
		args, input := strings.Split(string(words), "\x00"), io.LimitReader(from, int64(sizes.Input))
		reason, code := "", byte(wrongUse)
		if args[0] != "idle" && args[0] != "serve" {
			chunked := bufio.NewWriterSize(chunks{to}, 1<<16)
			err := errors.Join(run(args, input, chunked), chunked.Flush())
			if code = byte(exitCode(err)); err != nil {
				reason = err.Error()
			}
		}
		if _, err := io.Copy(io.Discard, input); err != nil {
			return err
		}
		end := append([]byte{0, 0, 0, 0, code}, binary.BigEndian.AppendUint32(nil, uint32(len(reason)))...)
		if _, err := to.Write(append(end, reason...)); err != nil {
			return err
		}
		if err := to.Flush(); err != nil {
			return err
		}
	}
}

// chunks writes each piece with its size before it.
type chunks struct{ to io.Writer }

func (c chunks) Write(piece []byte) (int, error) {
	if len(piece) == 0 {
		return 0, nil
	}
	if _, err := c.to.Write(binary.BigEndian.AppendUint32(nil, uint32(len(piece)))); err != nil {
		return 0, err
	}
	return c.to.Write(piece)
}

// inDrive opens the drive that the path begins with, checks that no part of the rest is a link, and does the work
// inside: os.Root keeps it there even where somebody makes a link meanwhile.
func inDrive(full string, work func(root *os.Root, name string) error) error {
	drive, rest, _ := strings.Cut(full, "/")
	if drive == "" || drive == "." || drive == ".." {
		return errRefused
	}
	name := "."
	var parents []string
	for _, part := range strings.Split(rest, "/") {
		if part == ".." {
			return errRefused
		}
		name = path.Join(name, part)
		parents = append(parents, name)
	}
	root, err := os.OpenRoot(path.Join(drives, drive))
	if err != nil {
		return err
	}
	defer root.Close()
	for _, at := range parents {
		found, err := root.Lstat(at)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
			break
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

func listFiles(root *os.Root, name string, to io.Writer) error {
	out := bufio.NewWriterSize(to, 1<<16)
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

type section struct{ offset, length int64 }

func read(root *os.Root, name string, wanted section, out io.Writer) error {
	file, err := root.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := file.Seek(wanted.offset, io.SeekStart); err != nil {
		return err
	}
	var from io.Reader = file
	if wanted.length >= 0 {
		from = io.LimitReader(file, wanted.length)
	}
	_, err = io.Copy(out, from)
	return err
}

func write(root *os.Root, name string, in io.Reader, length int64) error {
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
	_, err = io.CopyN(file, in, length)
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
