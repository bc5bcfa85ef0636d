// sql_report [FOLDER] [--list]
//
// What public SQL says about lineage, counted, and compared with what others found in it:
//   FOLDER/dbt          the compiled SQL of every model, snapshot and test of the manifests, with the columns of
//                       catalog.json and of the models before
//   FOLDER/openlineage  events that have both a `sql` and a `columnLineage` facet
//   FOLDER/sql-lineage  cases of other projects: relations read and written, and column edges; where theirs count
//                       a condition or a window as a source, an INDIRECT edge of ours is as good
// --list names every difference. FOLDER defaults to the environment's TRAMA_CORPORA, then to ../shared/corpora beside
// the checkout. Exit: 0 at least nine of ten compiled statements give complete column lineage, and nothing was refused;
// 1 otherwise; 77 no corpus.
#include <iostream>
#include <string_view>

#include "tests/corpora/corpus_files.h"
#include "tests/corpora/sql_reports.h"

int main(int argc, char** argv) {
  std::string_view named;
  bool list = false;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--list")
      list = true;
    else
      named = argv[i];
  }
  const auto folder = trama::corpora::corpus_folder(named);
  if (folder.empty() || !std::filesystem::exists(folder / "dbt")) return 77;
  const bool well = trama::corpora::report_dbt_sql(folder / "dbt", list);
  trama::corpora::report_openlineage_sql(folder / "openlineage", list);
  trama::corpora::report_sql_cases(folder / "sql-lineage", list);
  return well ? 0 : 1;
}
