"""Do one side of one work in this process and print what it took, as JSON."""

import json
import sys

from veerkracht.workflows.benches.measuring import measure_here
from veerkracht.workflows.benches.works import work_of

name, side = sys.argv[1:]
work = work_of(name)
prepare = work.prepare if side == "ours" else work.prepare_peer
assert prepare is not None, f"{name} has no peer"
print(json.dumps(measure_here(prepare, warm=work.warm)))
