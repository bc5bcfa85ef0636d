// What the `sql` facet of a job says about the columns of its outputs, for producers that tell the query and no column
// lineage. Internal to catalog/lineage/openlineage; one thread.
//
// Relations of the query are the run's datasets: the one, by its name or a symlink, that ends as the query writes it
// (`orders`, `public.orders` for shop.public.orders, case ignored). A relation that fits none or several of them is
// left out, and what is said of the others stays. Columns of a star, and of an INSERT that lists none, are those of the
// schema facets. A
// statement that writes is taken for the output it names; the only one for the only output, whatever they are called;
// and a query that writes nothing itself, as tools that build tables from queries send it, for the only output.
//
// Reading a query takes about a millisecond, and a job sends the same one run after run: the last kQueriesKept are
// remembered, by text, dialect and columns, for all threads together.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>

#include "catalog/lineage/openlineage/run_record.h"

namespace trama::lineage::openlineage {

inline constexpr std::size_t kQueriesKept = 256;

class JobSql {
 public:
  explicit JobSql(const RunRecord& record);

  struct Said {
    ColumnLineage lineage;
    std::set<Name> partial;  // inputs of which it may use more
  };
  // nullptr: it says nothing about the columns of this output.
  [[nodiscard]] const Said* into(const Name& output) const;

 private:
  std::map<Name, Said> said_;
};

}  // namespace trama::lineage::openlineage
