// Goal: every error of the catalog is a problem document that names everything its author needs, and nothing internal.
#include "web/http/errors.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using nlohmann::json;
using trama::Error;
using trama::ErrorCode;
using trama::Problem;
using trama::Severity;
using trama::http::problem_response;
using trama::http::Request;
using trama::http::Response;

TEST_CASE("every code has a status between 400 and 599 with a title") {
  for (int code = 0; code <= static_cast<int>(ErrorCode::internal); ++code) {
    const int status = trama::http::http_status(static_cast<ErrorCode>(code));
    CHECK(status >= 400);
    CHECK(status < 600);
    CHECK(!trama::http::status_title(status).empty());
  }
}

TEST_CASE("problems keep their places and hints; unknown ones are left out") {
  Error error = trama::make_error(ErrorCode::invalid_document, "invalid-contract", "Two problems.");
  error.problems = {
      {Severity::error, "unknown-key", "No such key.", "/a~1b", 3, 7, "requird", "required", "did you mean?"},
      {Severity::warning, "no-owner", "No owner.", "", 0, 0, "", "", ""}};
  error.candidates = {"x", "y"};
  Request request;
  request.request_id = "r-1";
  const Response response = problem_response(request, error);
  CHECK(response.status == 422);
  CHECK(response.content_type == "application/problem+json");
  CHECK(json::parse(response.body) == json::parse(R"({
    "type": "urn:trama:problem:invalid-contract", "title": "Unprocessable Content", "status": 422,
    "detail": "Two problems.", "instance": "r-1", "candidates": ["x", "y"],
    "errors": [
      {"severity": "error", "rule": "unknown-key", "message": "No such key.", "pointer": "/a~1b", "line": 3,
       "column": 7, "found": "requird", "expected": "required", "hint": "did you mean?"},
      {"severity": "warning", "rule": "no-owner", "message": "No owner.", "pointer": ""}]})"));
}

TEST_CASE("the text of an internal error stays on the server") {
  for (const ErrorCode code : {ErrorCode::internal, ErrorCode::corrupt}) {
    const Response response = problem_response(Request(), trama::make_error(code, "broken", "secret path"));
    CHECK(response.status == 500);
    CHECK(response.body.find("secret") == std::string::npos);
  }
}

TEST_CASE("bytes that are not UTF-8 do not break the document") {
  const Response response = problem_response(Request(), trama::make_error(ErrorCode::not_found, "x", "no \xFF here"));
  CHECK(json::parse(response.body)["detail"] == "no \xEF\xBF\xBD here");
}
