// The standard library of C++ with its compiled parts: streams, regular expressions, exceptions, run-time types,
// locales, futures, random numbers, paths.
#include <algorithm>
#include <any>
#include <atomic>
#include <bitset>
#include <cmath>
#include <complex>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <future>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <list>
#include <locale>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <random>
#include <regex>
#include <set>
#include <shared_mutex>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <typeinfo>
#include <unordered_map>
#include <variant>
#include <vector>
#include <charconv>

namespace {

const char *const TEXT =
    "It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of "
    "foolishness; call 555-0123 or 555-9876 before 2026-11-21, or write to a.b@example.org.";

void words() {
  std::istringstream in(TEXT);
  std::map<std::string, int> count;
  std::regex word("[A-Za-z]+");
  std::string text(TEXT);
  for (std::sregex_iterator at(text.begin(), text.end(), word), end; at != end; ++at) {
    std::string each = at->str();
    std::transform(each.begin(), each.end(), each.begin(), [](unsigned char c) { return std::tolower(c); });
    count[each]++;
  }
  std::vector<std::pair<std::string, int>> all(count.begin(), count.end());
  std::sort(all.begin(), all.end(), [](auto &a, auto &b) { return std::tie(b.second, a.first) < std::tie(a.second, b.first); });
  for (auto &[each, times] : all) {
    std::cout << std::left << std::setw(14) << each << std::right << std::setw(3) << times << '\n';
  }
  std::smatch found;
  if (std::regex_search(text, found, std::regex(R"((\d{4})-(\d\d)-(\d\d))"))) {
    std::cout << found[0] << ' ' << found[1] << '/' << found[2] << '/' << found[3] << '\n';
  }
  std::cout << std::regex_replace(text, std::regex("\\b(\\w)(\\w*)\\b"), "$2$1") << '\n';
  try {
    std::regex bad("(unclosed");
  } catch (const std::regex_error &error) {
    std::cout << "regex_error " << (error.code() == std::regex_constants::error_paren) << '\n';
  }
}

void numbers() {
  std::ostringstream out;
  out << std::hex << std::showbase << 255 << ' ' << std::oct << 8 << ' ' << std::dec << -17 << ' ' << std::boolalpha << true;
  out << ' ' << std::setprecision(12) << 3.14159265358979 << ' ' << std::scientific << 1e-300 << ' ' << std::fixed << 2.5;
  out << ' ' << std::hexfloat << 0.1 << std::defaultfloat << ' ' << 1.0L / 3 << ' ' << 1e100;
  std::cout << out.str() << '\n';
  std::istringstream in("42 0x1f 3.25e2 word 99999999999 true");
  int i, hex; double d; std::string s; int big = 7; 
  in >> i >> std::hex >> hex >> std::dec >> d >> s >> big;
  std::cout << i << ' ' << hex << ' ' << d << ' ' << s << ' ' << in.fail() << ' ' << big << '\n';
  char buffer[64];
  auto end = std::to_chars(buffer, buffer + 64, 0.1 + 0.2).ptr;
  std::cout << std::string_view(buffer, end - buffer) << ' ';
  double back; std::from_chars(buffer, end, back); std::cout << (back == 0.1 + 0.2) << '\n';
  std::mt19937 random(5489u); random.discard(9999); std::cout << random() << ' ';
  std::uniform_int_distribution<int> dice(1, 6); std::minstd_rand small(1); int sum = 0; for (int k = 0; k < 1000; k++) sum += dice(small);
  std::cout << sum << ' ' << std::complex<double>(1, 2) * std::complex<double>(3, -1) << ' ' << std::bitset<12>(0xabc) << '\n';
  std::cout << std::stold("2.5") << ' ' << std::abs(std::polar(2.0, 1.0)) << ' ' << std::lround(2.5) << ' ' << std::cbrt(27.0f) << '\n';
}

struct Noisy {
  explicit Noisy(int n) : n(n) { std::cout << "+" << n << ' '; }
  ~Noisy() { std::cout << "-" << n << ' '; }
  int n;
};

int deep(int n) {
  Noisy noisy(n);
  if (n == 0) throw std::system_error(std::make_error_code(std::errc::timed_out), "deep");
  return deep(n - 1) + 1;
}

void exceptions() {
  try {
    deep(5);
  } catch (const std::logic_error &) {
    std::cout << "wrong\n";
  } catch (const std::system_error &error) {
    std::cout << (error.code() == std::errc::timed_out) << ' ' << std::string(error.what()).substr(0, 4) << '\n';
  }
  try {
    try { throw std::runtime_error("inner"); } catch (...) { std::throw_with_nested(std::out_of_range("outer")); }
  } catch (const std::exception &outer) {
    std::cout << outer.what();
    try { std::rethrow_if_nested(outer); } catch (const std::exception &inner) { std::cout << " of " << inner.what() << '\n'; }
  }
  std::exception_ptr kept;
  try { throw 17; } catch (...) { kept = std::current_exception(); }
  try { std::rethrow_exception(kept); } catch (int n) { std::cout << n << ' ' << std::uncaught_exceptions() << '\n'; }
  try { std::vector<int>(3).at(9); } catch (const std::out_of_range &e) { std::cout << e.what() << '\n'; }
  try { std::any_cast<int>(std::any(1.5)); } catch (const std::bad_any_cast &e) { std::cout << e.what() << '\n'; }
  try { std::get<int>(std::variant<int, std::string>("x")); } catch (const std::bad_variant_access &) { std::cout << "variant\n"; }
  std::ifstream file; file.exceptions(std::ios::failbit);
  try { file.open("/there/is/none"); } catch (const std::ios_base::failure &e) { std::cout << "failure\n"; }
}

void tasks() {
  auto answer = std::async(std::launch::async, [] { std::this_thread::sleep_for(std::chrono::milliseconds(5)); return 6 * 7; });
  auto failing = std::async(std::launch::async, []() -> int { throw std::domain_error("in a thread"); });
  std::promise<std::string> promise; auto future = promise.get_future();
  std::thread other([&] { promise.set_value("promised"); });
  std::cout << answer.get() << ' ' << future.get() << ' ';
  other.join();
  try { failing.get(); } catch (const std::domain_error &e) { std::cout << e.what() << '\n'; }
  std::shared_mutex lock; std::atomic<int> total{0}; std::vector<std::thread> all; std::once_flag once;
  for (int i = 0; i < 4; i++) all.emplace_back([&, i] {
    std::call_once(once, [] { std::cout << "once\n"; });
    for (int j = 0; j < 1000; j++) { if (j % 10) { std::shared_lock read(lock); total++; } else { std::unique_lock write(lock); total += i; } }
    try { if (i % 2) throw i; } catch (int n) { total += n * 100000; }
  });
  for (auto &each : all) each.join();
  std::cout << total << '\n';
}

void rest() {
  std::locale classic = std::locale::classic();
  std::cout << classic.name() << ' ' << std::use_facet<std::numpunct<char>>(classic).decimal_point() << ' ' << std::toupper('x', classic) << '\n';
  try { std::locale none("xx_YY"); std::cout << "wrong\n"; } catch (const std::runtime_error &) { std::cout << "no such locale\n"; }
  std::wostringstream wide; wide << L"wide " << 1.5; std::cout << (wide.str() == L"wide 1.5") << '\n';
  std::filesystem::path path("/a/b/../c.txt"); std::cout << path.lexically_normal().string() << ' ' << path.extension().string() << '\n';
  std::list<int> list{3, 1, 2}; list.sort(); std::copy(list.begin(), list.end(), std::ostream_iterator<int>(std::cout, ","));
  std::unordered_map<std::string, std::shared_ptr<Noisy>> table; table["k"] = std::make_shared<Noisy>(1); table.clear();
  std::cout << '\n' << std::quoted("a \"b\"") << '\n';
  std::cerr << "and the other stream" << std::endl;
}

} // namespace

int main() {
  std::ios::sync_with_stdio(false);
  words(); numbers(); exceptions(); tasks(); rest();
  std::cout.flush();
  return 5;
}
