"""Times kernels through Jupyter's own client, taking turns so that they share the machine's moods; prints JSON.

Arguments: a JSON object {kernels: [{name, prepare: [code], cell: "… {i} …", complete}], cells, long}.
"""
import json
import os
import statistics
import sys
import time

from jupyter_client.manager import KernelManager

task = json.loads(sys.argv[1])
TIMEOUT = 300


class Kernel:
    def __init__(self, spec):
        self.spec = spec
        begin = time.perf_counter()
        self.manager = KernelManager(kernel_name=spec["name"])
        self.manager.start_kernel(cwd=task["cwd"])
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=TIMEOUT)
        self.ready = time.perf_counter() - begin

    def execute(self, code):
        """Milliseconds from the request to the reply."""
        begin = time.perf_counter()
        message = self.client.execute(code)
        while True:
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") == message:
                break
        taken = (time.perf_counter() - begin) * 1000
        assert reply["content"]["status"] == "ok", (self.spec["name"], code, reply["content"])
        # The broadcasts are taken off the wire between the measurements.
        while True:
            told = self.client.get_iopub_msg(timeout=TIMEOUT)
            parent = told["parent_header"].get("msg_id")
            if parent == message and told["content"].get("execution_state") == "idle":
                return taken

    def complete(self):
        begin = time.perf_counter()
        message = self.client.complete(self.spec["complete"])
        while self.client.get_shell_msg(timeout=TIMEOUT)["parent_header"].get("msg_id") != message:
            pass
        return (time.perf_counter() - begin) * 1000

    def megabytes(self):
        with open(f"/proc/{self.manager.provisioner.pid}/status") as status:
            for line in status:
                if line.startswith("VmRSS"):
                    return int(line.split()[1]) / 1024
        return None

    def end(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def median(values):
    return statistics.median(values)


kernels = [Kernel(spec) for spec in task["kernels"]]
out = {}
for kernel in kernels:
    first = kernel.execute(kernel.spec["first"])
    for code in kernel.spec["prepare"]:
        kernel.execute(code)
    out[kernel.spec["name"]] = {"ready_s": kernel.ready, "first_ms": first}

# A notebook of so many cells, each with a declaration of its own.
for i in range(task["cells"]):
    for kernel in kernels:
        kernel.execute(kernel.spec["declare"].replace("{i}", str(i)))
trivial = {kernel.spec["name"]: [] for kernel in kernels}
for i in range(40):
    for kernel in kernels:
        trivial[kernel.spec["name"]].append(kernel.execute(kernel.spec["cell"].replace("{i}", str(i))))
for kernel in kernels:
    entry = out[kernel.spec["name"]]
    entry["cell_ms"] = median(trivial[kernel.spec["name"]])
    entry["first_completion_ms"] = kernel.complete()
    entry["completion_ms"] = median([kernel.complete() for _ in range(15)])

long = task["long"]
for kernel in kernels:
    if not long or not kernel.spec["long"]:
        continue
    times = []
    for i in range(long):
        times.append(kernel.execute(kernel.spec["declare"].replace("{i}", f"l{i}") if i % 2 else kernel.spec["cell"].replace("{i}", "1")))
        if i == 99:
            megabytes = kernel.megabytes()
    entry = out[kernel.spec["name"]]
    entry["long_start_ms"] = median(times[:100])
    entry["long_end_ms"] = median(times[-100:])
    entry["long_start_mb"] = megabytes
    entry["long_end_mb"] = kernel.megabytes()

for kernel in kernels:
    kernel.end()
print(json.dumps(out))
