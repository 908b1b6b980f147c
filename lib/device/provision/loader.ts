/**
 * C++ of the small addon that Node loads: it opens the real one beside it with stderr turned aside, drops the
 * notices that TensorFlow writes while its libraries load (before it reads TF_CPP_MIN_LOG_LEVEL, so no
 * environment variable hides them) and passes on everything else, errors included. JavaScript cannot do this:
 * it has no dup2.
 */
export const LOADER_SOURCE = `#include <dlfcn.h>
#include <node_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <string>

namespace {

// "WARNING: All log messages before ..." and log lines of the levels I and W: "I0000 00:00:1795219578.9 ...".
bool is_notice(const std::string& line) {
  if (line.rfind("WARNING: All log messages before absl::InitializeLog()", 0) == 0) return true;
  if (line.size() < 6 || (line[0] != 'I' && line[0] != 'W') || line[5] != ' ') return false;
  for (int i = 1; i < 5; i++) {
    if (line[i] < '0' || line[i] > '9') return false;
  }
  return true;
}

std::string beside_me(const char* name) {
  Dl_info info;
  if (!dladdr(reinterpret_cast<void*>(&is_notice), &info) || !info.dli_fname) return name;
  const std::string me = info.dli_fname;
  const size_t slash = me.rfind('/');
  return slash == std::string::npos ? name : me.substr(0, slash + 1) + name;
}

void* open_quietly(const std::string& path, std::string* problem) {
  fflush(stderr);
  FILE* aside = tmpfile();
  const int user = aside ? dup(STDERR_FILENO) : -1;
  const bool redirected = user >= 0 && dup2(fileno(aside), STDERR_FILENO) >= 0;
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) *problem = dlerror();
  if (redirected) {
    fflush(stderr);
    dup2(user, STDERR_FILENO);
    rewind(aside);
    std::string line;
    for (int c = fgetc(aside);; c = fgetc(aside)) {
      if (c != EOF) line += static_cast<char>(c);
      if (c != EOF && c != '\\n') continue;
      if (!line.empty() && !is_notice(line)) fwrite(line.data(), 1, line.size(), stderr);
      line.clear();
      if (c == EOF) break;
    }
  }
  if (user >= 0) close(user);
  if (aside) fclose(aside);
  return handle;
}

}  // namespace

extern "C" {

NAPI_MODULE_EXPORT int32_t node_api_module_get_api_version_v1(void) { return NAPI_VERSION; }

NAPI_MODULE_EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  // Here too, since a worker thread's process.env does not reach the process's environment.
  setenv("TF_CPP_MIN_LOG_LEVEL", "3", 0);
  setenv("TF_ENABLE_ONEDNN_OPTS", "1", 0);
  static std::string problem;
  static void* const handle = open_quietly(beside_me("tfjs_addon.so"), &problem);
  typedef napi_value (*Register)(napi_env, napi_value);
  void* symbol = handle ? dlsym(handle, "napi_register_module_v1") : nullptr;
  if (!symbol) {
    napi_throw_error(env, nullptr, problem.empty() ? "tfjs_addon.so is not the addon" : problem.c_str());
    return nullptr;
  }
  return reinterpret_cast<Register>(symbol)(env, exports);
}

}  // extern "C"
`;
