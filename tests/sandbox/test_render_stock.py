"""The stock replicas and who stands in for a foreign one."""

import subprocess
import sys

from batchgen.sandbox.studio import stock


def test_there_are_four_people_and_one_card_with_ids_of_their_own() -> None:
    looks = [replica.look for replica in stock.STOCK]

    assert len({replica.id for replica in stock.STOCK}) == len(stock.STOCK)
    assert len(set(looks)) == len(looks)
    assert len([look for look in looks if look != "card"]) >= 4
    assert "card" in looks


def test_a_foreign_replica_is_always_played_by_the_same_person() -> None:
    first = stock.stand_in("r79e1c033f")

    assert stock.stand_in("r79e1c033f") is first
    assert first.look != "card"
    assert len({stock.stand_in(f"r{n:08x}").id for n in range(60)}) == len(stock.STOCK) - 1


def test_the_server_loads_neither_codecs_nor_speech_nor_pictures() -> None:
    code = (
        "import sys\n"
        "import batchgen.sandbox.render, batchgen.sandbox.studio.stock, batchgen.sandbox.api.app\n"
        "print(sorted({'av', 'numpy', 'PIL', 'resvg_py', 'espeakng_loader'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
