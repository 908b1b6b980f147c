"""A session with Jupyter's own client, and a notebook under nbclient; prints what happened as JSON."""
import json
import threading

import nbformat
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

told = {}
manager = KernelManager(kernel_name="swath")
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=120)


def run(code, **options):
    outputs = []
    reply = client.execute_interactive(code, output_hook=outputs.append, timeout=120, **options)
    return reply["content"], [message for message in outputs if message["msg_type"] != "status"]


def result(outputs):
    found = [m for m in outputs if m["msg_type"] == "execute_result"]
    return found[0]["content"]["data"]["text/plain"] if found else None


told["result"] = result(run("6 * 7")[1])
reply, _ = run("throw new RangeError('asked for')")
told["error"] = [reply["ename"], reply["evalue"]]
run("const kept = 'kept'")
threading.Timer(1.0, manager.interrupt_kernel).start()
told["interrupted"] = run("await null; while (true) {}")[0]["ename"]
told["kept"] = result(run("kept")[1])
told["input"] = result(run("await input('?')", allow_stdin=True, stdin_hook=lambda _: client.input("typed"))[1])
manager.restart_kernel()
client.wait_for_ready(timeout=120)
told["after_restart"] = run("kept")[0]["ename"]
client.stop_channels()
manager.shutdown_kernel()

notebook = nbformat.v4.new_notebook()
notebook.cells = [
    nbformat.v4.new_code_cell("const a = 1; a"),
    nbformat.v4.new_code_cell("console.log('x'); display.html('<b>y</b>'); undefined"),
    nbformat.v4.new_code_cell("await Promise.resolve(a + 1)"),
]
NotebookClient(notebook, kernel_name="swath", timeout=120).execute()
told["notebook_counts"] = [cell.execution_count for cell in notebook.cells]
told["notebook_outputs"] = [[output.output_type for output in cell.outputs] for cell in notebook.cells]
nbformat.validate(notebook)
told["notebook_valid"] = True
print(json.dumps(told))
