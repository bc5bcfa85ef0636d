// Runs a function on a thread of its own with a stack of a stated size, and waits for it. What it throws comes out
// here.
//
// The PostgreSQL grammar and every walk over its tree recurse as deep as the text is nested; the caller's stack may be
// small. Any thread. False: no such thread could be started.
#pragma once

#include <cstddef>
#include <functional>

namespace trama::lineage::sql {

[[nodiscard]] bool with_stack(std::size_t bytes, const std::function<void()>& work);

}  // namespace trama::lineage::sql
