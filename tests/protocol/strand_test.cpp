#include "protocol/strand.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <unordered_set>
#include <vector>

#include "metrics/errors.hpp"

using namespace fathom;

namespace {

constexpr std::uint32_t kForks = 4, kChildren = 3;
constexpr int kGenerations = 4, kTags = 20;

/// Draws tags from a strand and from all its descendants, forks between the tags.
void draw(Strand& strand, int generations, std::vector<std::uint64_t>& tags) {
  for (int i = 0; i < kTags; ++i) tags.push_back(strand.tag().value);
  if (generations == 0) return;
  for (std::uint32_t fork = 0; fork < kForks; ++fork) {
    for (std::uint32_t index = 0; index < kChildren; ++index) {
      Strand child = strand.child(strand.forks, index);
      draw(child, generations - 1, tags);
    }
    ++strand.forks;
    tags.push_back(strand.tag().value);
  }
}

/// Writes down the forks and joins that it hears of.
class ForkLog final : public TraceHook {
 public:
  void on_fork(const TracePlace& at, std::uint64_t child) override { note("fork", at, child); }
  void on_join(const TracePlace& at, std::uint64_t child) override { note("join", at, child); }

  std::vector<std::string> lines;

 private:
  void note(const char* what, const TracePlace& at, std::uint64_t child) {
    lines.push_back(what + (" " + to_string(at.party)) + " " + std::to_string(at.strand) + " " +
                    std::to_string(child));
  }
};

}  // namespace

TEST_CASE("tags are unique over all strands of a run") {
  Strand root;
  root.id = named_tag("program").value;
  std::vector<std::uint64_t> tags;
  draw(root, kGenerations, tags);
  CHECK(tags.size() > 400'000);
  CHECK(std::unordered_set<std::uint64_t>(tags.begin(), tags.end()).size() == tags.size());
}

TEST_CASE("the tags of two readings of one program are the same") {
  std::vector<std::uint64_t> first, second;
  for (auto* tags : {&first, &second}) {
    Strand root;
    root.id = 77;
    draw(root, 2, *tags);
  }
  CHECK(first == second);
}

TEST_CASE("a child's id follows from its parent, the fork and its place, and from nothing else") {
  Strand parent;
  parent.id = 5;
  Strand later = parent;
  later.forks = 7;
  later.label.step = 9;
  later.depth[0].rounds = 4;
  for (int i = 0; i < 3; ++i) (void)later.tag();
  CHECK(parent.child(2, 1).id == later.child(2, 1).id);
  std::unordered_set<std::uint64_t> ids{parent.id};
  for (std::uint32_t fork = 0; fork < 30; ++fork) {
    for (std::uint32_t index = 0; index < 30; ++index) ids.insert(parent.child(fork, index).id);
  }
  CHECK(ids.size() == 901);
}

TEST_CASE("a child begins its own count of tags and forks, and inherits label and depths") {
  Strand parent;
  parent.id = 5;
  parent.forks = 3;
  parent.party = kServer1;
  parent.label = Label{.pass = Pass::backward, .layer = 4, .step = 8};
  parent.depth[1] = Depth{6, 9, 1, 2};
  const Tag first = parent.tag();
  Strand child = parent.child(3, 0);
  CHECK(child.next == 0);
  CHECK(child.forks == 0);
  CHECK(child.label == parent.label);
  CHECK(child.party == kServer1);
  CHECK(child.depth[1].rounds == 6);
  CHECK(child.depth[1].chain == 9);
  CHECK(child.depth[1].hop == 2);
  CHECK(child.tag() != first);
}

TEST_CASE("a join takes the deeper of each party's depths and nothing else") {
  Hops hops;
  Strand parent;
  parent.hops = &hops;
  parent.depth[0] = Depth{3, 10, 0, 0};
  Strand child = parent.child(0, 0);
  child.depth[0] = Depth{2, 12, 1, 0};
  child.depth[1] = Depth{5, 5, 0, 0};
  child.depth[2] = Depth{0, 7, 0, 0};
  child.label.step = 9;
  (void)child.tag();
  parent.join(child);
  CHECK(parent.depth[0].rounds == 3);
  CHECK(parent.depth[0].chain == 12);
  CHECK(parent.depth[0].alone == 1);
  CHECK(parent.depth[1].rounds == 5);
  CHECK(parent.depth[2].chain == 7);
  CHECK(parent.label == Label{});
  CHECK(parent.next == 0);
  CHECK_THROWS_AS(Strand().join(child), InternalError);
}

TEST_CASE("forks and joins are heard by the trace") {
  ForkLog log;
  Hops hops;
  Strand parent;
  parent.id = 5;
  parent.hops = &hops;
  parent.trace = &log;
  parent.party = kProducer;
  const Strand child = parent.child(0, 1);
  parent.join(child);
  const std::string ids = " producer 5 " + std::to_string(child.id);
  CHECK(log.lines == std::vector<std::string>{"fork" + ids, "join" + ids});
}

TEST_CASE("a label holds as long as its scope lives, and scopes nest") {
  Strand strand;
  strand.label.step = 7;
  const Label before = strand.label;
  {
    const LabelScope layer(strand, 3, Pass::forward);
    CHECK(strand.label == Label{.pass = Pass::forward, .layer = 3, .step = 7});
    {
      const LabelScope operation(strand, Operation::matmul);
      CHECK(strand.label ==
            Label{.pass = Pass::forward, .layer = 3, .operation = Operation::matmul, .step = 7});
      const LabelScope phase(strand, Phase::setup, Operation::key);
      CHECK(strand.label == Label{.phase = Phase::setup,
                                  .pass = Pass::forward,
                                  .layer = 3,
                                  .operation = Operation::key,
                                  .step = 7});
    }
    CHECK(strand.label == Label{.pass = Pass::forward, .layer = 3, .step = 7});
    const LabelScope plain(strand);
    strand.label.layer = 9;
  }
  CHECK(strand.label == before);
}

TEST_CASE("things with names of their own have different tags") {
  std::unordered_set<std::uint64_t> tags;
  for (const char* name : {"", "a", "b", "ab", "ba", "labels", "test_labels", "input key"}) {
    for (std::uint64_t number = 0; number < 1000; ++number) {
      tags.insert(named_tag(name, number).value);
    }
  }
  CHECK(tags.size() == 8000);
  CHECK(named_tag("labels", 3) == named_tag("labels", 3));
}
