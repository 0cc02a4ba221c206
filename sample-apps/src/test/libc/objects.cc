// C++ with g++'s headers: containers, strings, pointers, functions, threads. No exceptions.
#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace {

struct Shape {
  explicit Shape(int number) : number(number) {}
  virtual ~Shape() { std::printf("~%d\n", number); }
  virtual int area() const = 0;
  int number;
};

struct Square : Shape {
  using Shape::Shape;
  int area() const override { return number * number; }
};

Square global(99);
thread_local std::vector<int> of_each_thread;

void strings() {
  std::string text = "short";
  for (int i = 0; i < 20; i++) {
    text += " and " + std::to_string(i * 1.5);
  }
  text.replace(text.find("and"), 3, "und").insert(0, "[").push_back(']');
  std::printf("%s %zu %d\n", text.substr(0, 30).c_str(), text.size(), std::stoi("-42") + 1);
  std::printf("%.3f %d\n", std::stod("2.5e1"), text < std::string("b"));
}

/* Insertions and removals in another order, checked against a plain sorted list. */
void trees() {
  std::map<int, std::string> tree;
  std::vector<int> plain;
  unsigned seed = 7;
  for (int i = 0; i < 20000; i++) {
    seed = seed * 1103515245 + 12345;
    int key = static_cast<int>(seed >> 16) % 500;
    auto at = std::lower_bound(plain.begin(), plain.end(), key);
    bool there = at != plain.end() && *at == key;
    if (seed & 0x8000) {
      tree[key] = std::to_string(key);
      if (!there) plain.insert(at, key);
    } else if (tree.erase(key)) {
      plain.erase(at);
    }
  }
  bool same = tree.size() == plain.size();
  auto at = plain.begin();
  for (auto &[key, value] : tree) {
    same = same && key == *at++ && value == std::to_string(key);
  }
  auto back = plain.rbegin();
  for (auto each = tree.rbegin(); each != tree.rend(); ++each) {
    same = same && each->first == *back++;
  }
  std::multiset<int> many = {5, 1, 5, 3, 5};
  std::printf("%d %zu %d\n", same, many.count(5), *many.rbegin());
}

void containers() {
  std::unordered_map<std::string, int> table;
  for (int i = 0; i < 5000; i++) {
    table["key" + std::to_string(i)] = i;
  }
  for (int i = 0; i < 5000; i += 3) {
    table.erase("key" + std::to_string(i));
  }
  long long sum = 0;
  for (auto &[key, value] : table) {
    sum += value;
  }
  std::list<int> list = {3, 1, 2};
  std::list<int> other = {9, 8};
  list.sort();
  list.splice(list.begin(), other);
  list.reverse();
  std::deque<int> deque(list.begin(), list.end());
  deque.push_front(0);
  std::printf("%zu %lld %d %zu:", table.size(), sum, table.at("key1"), other.size());
  for (int each : deque) {
    std::printf(" %d", each);
  }
  std::array<int, 5> array = {5, 4, 3, 2, 1};
  std::sort(array.begin(), array.end());
  std::optional<int> maybe = std::accumulate(array.begin(), array.end(), 0);
  std::printf(" %d\n", maybe.value_or(-1));
}

void threads() {
  std::mutex mutex;
  std::condition_variable changed;
  std::atomic<int> count{0};
  int turn = 0;
  std::vector<std::thread> all;
  for (int i = 0; i < 4; i++) {
    all.emplace_back([&, i] {
      for (int j = 0; j < 10000; j++) count++;
      of_each_thread.push_back(i);
      std::unique_lock<std::mutex> lock(mutex);
      changed.wait(lock, [&] { return turn == i; });
      std::printf("thread %d %zu\n", i, of_each_thread.size());
      turn++;
      changed.notify_all();
    });
  }
  for (auto &each : all) each.join();
  std::printf("%d\n", count.load());
}

} // namespace

int main() {
  strings();
  trees();
  containers();
  threads();
  std::unique_ptr<Shape> owned(new Square(4));
  std::shared_ptr<Shape> shared = std::make_shared<Square>(5);
  std::weak_ptr<Shape> weak = shared;
  std::function<int(int)> function = [&](int x) { return x + shared->area(); };
  std::printf("%d %d %ld\n", owned->area(), function(1), weak.use_count());
  shared.reset();
  std::printf("%d\n", weak.expired());
  static Square local(98);
  std::vector<int> empty;
  return empty.empty() ? 3 : 4;
}
