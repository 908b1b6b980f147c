"""jupyter_kernel_test's suite against the installed kernelspec `swath`."""
import unittest

from jupyter_kernel_test import IopubWelcomeTests, KernelTests


class SwathKernelTests(KernelTests):
    kernel_name = "swath"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = 'console.log("hello, world")'
    code_stderr = 'console.error("oops")'
    completion_samples = [
        {"text": "Math.ab", "matches": {"abs"}},
        {"text": "const lettuce = 1; lettu", "matches": {"lettuce"}},
    ]
    complete_code_samples = ["1", "const f = (x: number) => x + 1", "function g() {\n  return 1;\n}"]
    incomplete_code_samples = ["function f() {", "const xs = [1,", "`open"]
    invalid_code_samples = ["const = 1", "let x = ;"]
    code_page_something = "Math.abs?"
    code_generate_error = "throw new Error('as asked')"
    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": "[1, 2]", "result": "[ 1, 2 ]"},
    ]
    code_display_data = [
        {"code": "display.html('<b>x</b>')", "mime": "text/html"},
        {"code": "display.png(new Uint8Array([137, 80, 78, 71]))", "mime": "image/png"},
    ]
    code_history_pattern = "1 ? 2*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.abs"
    code_clear_output = "display.clear()"


class SwathWelcomeTests(IopubWelcomeTests):
    kernel_name = "swath"
    support_iopub_welcome = True


# pytest would collect the suite's own classes, for kernels that are not ours.
del IopubWelcomeTests, KernelTests

if __name__ == "__main__":
    unittest.main()
