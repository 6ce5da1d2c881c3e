import os
import subprocess
import sys
from pathlib import Path

import pytest

from console.media.shared_block import SharedBlock, remove_abandoned

ROOT = Path(__file__).parents[2]
ATTACH = """
import os, signal, sys
from console.media.shared_block import SharedBlock
block = SharedBlock.attach(sys.argv[1], 4096)
view = block.view()
view[0] += 1
if sys.argv[2] == "kill":
    os.kill(os.getpid(), signal.SIGKILL)
"""


class TestSharedBlock:
    def test_what_one_writes_the_other_reads(self) -> None:
        ours = SharedBlock.create(4096)
        theirs = SharedBlock.attach(ours.name, 4096)
        theirs.view()[7] = 42
        assert ours.view()[7] == 42
        theirs.close()
        ours.close()

    def test_a_child_may_exit_or_be_killed_twenty_times(self) -> None:
        """Python's own class would remove the block with the first child that ends (architecture.md, Shared memory)."""
        block = SharedBlock.create(4096)
        for number in range(20):
            ending = ("exit", "kill")[number % 2]
            subprocess.run([sys.executable, "-c", ATTACH, block.name, ending], cwd=ROOT, check=False, timeout=30)
        assert block.view()[0] == 20
        block.close()

    def test_a_closed_block_is_gone(self) -> None:
        block = SharedBlock.create(4096)
        block.close()
        block.close()
        with pytest.raises(OSError, match=block.name):
            SharedBlock.attach(block.name, 4096)
        with pytest.raises(ValueError, match="closed"):
            block.view()

    def test_a_view_outlives_the_block(self) -> None:
        block = SharedBlock.create(4096)
        view = block.view()
        view[0] = 9
        block.close()
        assert view[0] == 9

    def test_a_child_cannot_remove_it(self) -> None:
        ours = SharedBlock.create(4096)
        SharedBlock.attach(ours.name, 4096).close()
        SharedBlock.attach(ours.name, 4096).close()
        ours.close()

    def test_only_this_user_may_attach(self) -> None:
        block = SharedBlock.create(4096)
        assert Path("/dev/shm", block.name).stat().st_mode & 0o777 == 0o600
        block.close()

    def test_more_than_there_is_is_refused_at_once(self) -> None:
        with pytest.raises(OSError, match=r".+"):
            SharedBlock.create(1 << 50)
        assert not list(Path("/dev/shm").glob(f"vigil-{os.getpid()}-*"))

    def test_blocks_of_a_killed_process_are_removed_and_others_are_not(self) -> None:
        program = (
            "import os, signal\nfrom console.media.shared_block import SharedBlock\n"
            "print(SharedBlock.create(4096).name, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)\n"
        )
        done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False, timeout=30)
        abandoned = Path("/dev/shm", done.stdout.decode().strip())
        assert abandoned.name.startswith("vigil-")
        block = SharedBlock.create(4096)
        remove_abandoned()  # as every start of the console does
        assert not abandoned.exists()
        assert Path("/dev/shm", block.name).exists()
        block.close()
