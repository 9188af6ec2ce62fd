#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random operations, compared with a tmpfs one by one; what is there after an unmount, and after the death of the server."""

import os
import pathlib
import tempfile

import model
from common import Case, main

OPS = int(os.environ.get("FUSE_OPS", "10000"))
SEED = int(os.environ.get("FUSE_SEED", "1"))
PART = 1000


class Model(Case):
    def test_random_operations(self):
        if not os.path.ismount("/dev/shm"):
            self.skip("there is no tmpfs at /dev/shm")
        with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
            os.chmod(folder, 0o755)
            os.umask(0o022)
            run = model.Run(self.root, pathlib.Path(folder), SEED)
            try:
                for i in range(0, OPS, PART):
                    for _ in range(min(PART, OPS - i)):
                        run.step()
                    run.compare_all()
                    if i // PART % 3 == 1:
                        run.close_all()
                        self.remount()
                        run.compare_all()
                    elif i // PART % 3 == 2:  # what was appended is there, whether or not it was synced
                        run.close_all()
                        self.volume.kill()
                        self.volume.mount()
                        run.compare_all()
            finally:
                run.close_all()
            if os.environ.get("FUSE_SHOW"):
                for key in sorted(run.outcomes):
                    print(*key, run.outcomes[key])


if __name__ == "__main__":
    main()
