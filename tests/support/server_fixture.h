// A real server over a folder of its own: what fixtures of API and command line tests derive from. One thread.
#pragma once

#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/support/server_process.h"
#include "tests/support/temp_dir.h"

namespace trama::test {

struct ServerFixture {
  TempDir folder;
  ServerProcess server{{"--data", folder / "data"}};

  // Calls the server and gives its JSON; another status fails the test.
  nlohmann::json send(const std::string& method, const std::string& target, const std::string& body, int expected,
                      const std::string& content_type = "application/json") {
    const auto answer = server.call(method, target, body, body.empty() ? "" : content_type);
    CAPTURE(target);
    CAPTURE(answer.body);
    REQUIRE(answer.status == expected);
    return nlohmann::json::parse(answer.body);
  }
  // Runs a command against the server.
  Output trama(std::vector<std::string> arguments, const std::string& input = "") {
    arguments.insert(arguments.end(), {"--server", server.url()});
    return run_trama(arguments, input);
  }
};

}  // namespace trama::test
