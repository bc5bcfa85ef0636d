#include "catalog/base/error.h"

#include <utility>

namespace trama {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return "invalid_argument";
    case ErrorCode::unreadable:
      return "unreadable";
    case ErrorCode::unsupported_media:
      return "unsupported_media";
    case ErrorCode::too_large:
      return "too_large";
    case ErrorCode::invalid_document:
      return "invalid_document";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::conflict:
      return "conflict";
    case ErrorCode::ambiguous:
      return "ambiguous";
    case ErrorCode::precondition_failed:
      return "precondition_failed";
    case ErrorCode::unauthorized:
      return "unauthorized";
    case ErrorCode::forbidden:
      return "forbidden";
    case ErrorCode::unavailable:
      return "unavailable";
    case ErrorCode::timed_out:
      return "timed_out";
    case ErrorCode::unreachable:
      return "unreachable";
    case ErrorCode::corrupt:
      return "corrupt";
    case ErrorCode::internal:
      return "internal";
  }
  return "internal";
}

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
  }
  return "error";
}

Error Error::context(std::string_view where) const {
  Error copy = *this;
  copy.message = std::string(where) + ": " + message;
  return copy;
}

Error make_error(ErrorCode code, std::string slug, std::string message) {
  return Error{code, std::move(slug), std::move(message), {}, {}};
}

}  // namespace trama
