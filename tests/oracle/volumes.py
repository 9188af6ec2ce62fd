# SPDX-License-Identifier: Apache-2.0
"""A second reader of volumes (docs/filesystem.md): what a log says is in the file system."""

import struct

import deltagen_oracle
import logs

APPLICATION = 0x53464744
FORMAT = struct.pack("<I", 1)
ROOT = 1
NODE = struct.Struct("<QIIIIQqIqIqIIQQ")
NODE_KEYS = ("ino", "mode", "uid", "gid", "rdev", "size", "atime", "atime_ns", "mtime", "mtime_ns", "ctime", "ctime_ns", "kind", "seed", "base")


class Volume:
    def __init__(self, data):
        _, own, records, _, _ = logs.read(data, APPLICATION)
        assert own == FORMAT, own
        self.nodes, self.targets, self.names, self.data = {}, {}, {}, {}
        for kind, payload in records:
            assert kind == 1, kind
            self.take(payload)

    def take(self, payload):
        """The changes of a record; then inodes without a name are gone."""
        at = 0
        while at < len(payload):
            kind, size = struct.unpack_from("<II", payload, at)
            change = payload[at + 8 : at + 8 + size]
            assert len(change) == size
            (self.node, self.target, self.name, self.write, self.forget)[kind - 1](change)
            at += 8 + size
        named = {ROOT, *self.names.values()}
        for ino in self.nodes.keys() - named:
            for kept in (self.nodes, self.targets, self.data):
                kept.pop(ino, None)

    def node(self, change):
        node = dict(zip(NODE_KEYS, NODE.unpack(change), strict=True))
        self.nodes[node["ino"]] = node
        data = self.data.setdefault(node["ino"], {})
        for offset in [offset for offset in data if offset >= node["size"]]:
            del data[offset]

    def target(self, change):
        self.targets[struct.unpack_from("<Q", change)[0]] = change[8:]

    def name(self, change):
        folder, ino = struct.unpack_from("<QQ", change)
        if ino:
            self.names[folder, change[16:]] = ino
        else:
            self.names.pop((folder, change[16:]), None)

    def write(self, change):
        ino, offset = struct.unpack_from("<QQ", change)
        self.data[ino].update(enumerate(change[16:], offset))

    def forget(self, change):
        ino, first, size = struct.unpack("<QQQ", change)
        data = self.data[ino]
        for offset in [offset for offset in data if first <= offset < first + size]:
            del data[offset]

    def entries(self, folder=ROOT, path=""):
        """(path, inode), of directories and what is in them."""
        for (parent, name), ino in sorted(self.names.items()):
            if parent == folder:
                yield path + name.decode(), ino
                yield from self.entries(ino, f"{path}{name.decode()}/")

    def read(self, ino, size, offset):
        node, data = self.nodes[ino], self.data[ino]
        return bytes(data.get(at, self.clean(node, at)) for at in range(offset, min(offset + size, node["size"])))

    @staticmethod
    def clean(node, offset):
        if node["kind"] == 0:
            return 0
        kind = deltagen_oracle.KINDS[node["kind"] - 1]
        width = deltagen_oracle.CELL_SIZE[kind]
        return deltagen_oracle.cell(kind, node["seed"], (node["base"] + offset // width) % 2**64) >> 8 * (offset % width) & 255
