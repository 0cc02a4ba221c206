// C++ without exceptions and run-time types: classes, virtual functions, templates, lambdas.
#include "print.h"

namespace {
class Shape {
 public:
  virtual double area() const = 0;
  virtual const char *name() const { return "shape "; }
  int id = next++;
  static int next;
};
int Shape::next = 1;

class Box : public Shape {
 public:
  Box(double w, double h) : w(w), h(h) {}
  double area() const override { return w * h; }
  const char *name() const override { return "box "; }
 protected:
  double w, h;
};
struct Tagged { virtual int tag() const { return 9; } int more = 3; };
class Square final : public Box, public Tagged {
 public:
  explicit Square(double s) : Box(s, s) {}
  int tag() const override { return static_cast<int>(w) + more; }
};

template <typename T, int N>
class Ring {
 public:
  void push(T value) { items[count++ % N] = value; }
  template <typename F> void each(F f) const { for (const T &t : items) f(t); }
 private:
  T items[N] = {};
  int count = 0;
};

template <typename T> T largest(T a) { return a; }
template <typename T, typename... R> T largest(T a, R... rest) { T b = largest(rest...); return a > b ? a : b; }

struct Global { int value; Global() : value(41) { value++; } } global;
struct Loud { int n; explicit Loud(int n) : n(n) { print_int(n); } ~Loud() { print_int(-n); } };
int Shape2(const Tagged &t) { return t.tag(); }
int (Box::*const unused)() = nullptr;
}  // namespace

extern "C" void __cxa_pure_virtual() { __builtin_trap(); }

extern "C" void objects() {
  Box box(2, 3.5);
  Square square(4);
  const Shape *shapes[] = {&box, &square};
  double (Shape::*method)() const = &Shape::area;
  for (const Shape *s : shapes) { print(s->name()); print_double(s->area()); print_double((s->*method)()); print_int(s->id); }
  print_int(Shape2(square)); print_int(Shape2(Tagged()));
  Ring<long long, 5> ring;
  for (int i = 0; i < 13; i++) ring.push(i * 1000000007LL);
  long long total = 0;
  ring.each([&total](long long v) { total = total * 3 + v; print_int(v); });
  print_int(total);
  print_int(largest(3, 9, 4)); print_double(largest(2.5, 1.5));
  { Loud a(1); Loud b(2); }
  print_int(unused == nullptr); print_int(global.value); print_int(Shape::next);
  line();
}
