// The k shortest loopless paths of an unweighted graph (Yen, with Lawler's rule that a path is only branched from where
// it left its parent). Templates over a Boost.Graph IncidenceGraph whose vertices are numbers from 0.
//
// stop() is asked once per branch; when it says so, what was found so far is the answer. Cost: k times the length of a
// path times one breadth-first search. One call's; one thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include <boost/graph/graph_traits.hpp>

namespace trama::graph {

template <typename Graph>
class KShortest {
 public:
  using Vertex = typename boost::graph_traits<Graph>::vertex_descriptor;
  using Path = std::vector<Vertex>;

  KShortest(const Graph& graph, Vertex from, Vertex to)
      : graph_(graph), to_(to), before_(num_vertices(graph)), mark_(num_vertices(graph)) {
    if (Path first = search({from}, {}); !first.empty()) waiting_.insert({std::move(first), 0});
  }

  // The next path; empty: there is none, or stop() said so.
  template <typename Stop>
  [[nodiscard]] Path next(const Stop& stop) {
    if (!found_.empty() && branched_ < found_.size()) {
      branch(found_.back(), stop);
      ++branched_;
    }
    if (waiting_.empty() || stop()) return {};
    found_.push_back(std::move(waiting_.extract(waiting_.begin()).value()));
    return found_.back().path;
  }

 private:
  struct Candidate {
    Path path;
    std::size_t left_at = 0;  // where it left the path it was branched from
    friend bool operator<(const Candidate& a, const Candidate& b) {
      return a.path.size() != b.path.size() ? a.path.size() < b.path.size() : a.path < b.path;
    }
  };

  template <typename Stop>
  void branch(const Candidate& parent, const Stop& stop) {
    for (std::size_t at = parent.left_at; at + 1 < parent.path.size() && !stop(); ++at) {
      const Path prefix(parent.path.begin(), parent.path.begin() + static_cast<std::ptrdiff_t>(at) + 1);
      std::vector<Vertex> closed;
      for (const Candidate& other : found_) {
        if (other.path.size() > at + 1 && std::equal(prefix.begin(), prefix.end(), other.path.begin())) {
          closed.push_back(other.path[at + 1]);
        }
      }
      if (Path path = search(prefix, closed); !path.empty()) waiting_.insert({std::move(path), at});
    }
  }

  // The shortest path that starts with `prefix`, does not come back to it and does not leave it into `closed`.
  Path search(const Path& prefix, const std::vector<Vertex>& closed) {
    ++epoch_;
    for (const Vertex vertex : prefix) mark_[vertex] = epoch_;
    std::vector<Vertex> queue{prefix.back()};
    for (std::size_t i = 0; i < queue.size(); ++i) {
      const auto [begin, end] = adjacent_vertices(queue[i], graph_);
      for (auto at = begin; at != end; ++at) {
        const auto vertex = static_cast<Vertex>(*at);
        if (mark_[vertex] == epoch_ || (i == 0 && std::ranges::find(closed, vertex) != closed.end())) continue;
        mark_[vertex] = epoch_;
        before_[vertex] = queue[i];
        if (vertex == to_) return whole(prefix);
        queue.push_back(vertex);
      }
    }
    return {};
  }

  [[nodiscard]] Path whole(const Path& prefix) const {
    Path path;
    for (Vertex vertex = to_; vertex != prefix.back(); vertex = before_[vertex]) path.push_back(vertex);
    std::ranges::reverse(path);
    path.insert(path.begin(), prefix.begin(), prefix.end());
    return path;
  }

  const Graph& graph_;
  Vertex to_;
  std::vector<Vertex> before_;
  std::vector<std::uint32_t> mark_;
  std::uint32_t epoch_ = 0;
  std::vector<Candidate> found_;
  std::set<Candidate> waiting_;
  std::size_t branched_ = 0;
};

}  // namespace trama::graph
