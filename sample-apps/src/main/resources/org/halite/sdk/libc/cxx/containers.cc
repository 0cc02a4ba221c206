// The parts of lists, trees and hash tables that g++'s headers leave to a library.
#include <list>
#include <map>
#include <unordered_map>

namespace std {
namespace __detail {

void _List_node_base::swap(_List_node_base &a, _List_node_base &b) noexcept {
  auto take = [](_List_node_base &to, _List_node_base *next, _List_node_base *prev) {
    to._M_next = next;
    to._M_prev = prev;
    next->_M_prev = prev->_M_next = &to;
  };
  _List_node_base *next = a._M_next, *prev = a._M_prev;
  bool empty = next == &a;
  if (b._M_next == &b) {
    a._M_next = a._M_prev = &a;
  } else {
    take(a, b._M_next, b._M_prev);
  }
  if (empty) {
    b._M_next = b._M_prev = &b;
  } else {
    take(b, next, prev);
  }
}

/* Moves [first, last) before this. */
void _List_node_base::_M_transfer(_List_node_base *const first, _List_node_base *const last) noexcept {
  if (this == last || first == last) {
    return;
  }
  _List_node_base *end = last->_M_prev;
  first->_M_prev->_M_next = last;
  last->_M_prev = first->_M_prev;
  _M_prev->_M_next = first;
  first->_M_prev = _M_prev;
  end->_M_next = this;
  _M_prev = end;
}

void _List_node_base::_M_reverse() noexcept {
  _List_node_base *at = this;
  do {
    _List_node_base *next = at->_M_next;
    at->_M_next = at->_M_prev;
    at->_M_prev = next;
    at = next;
  } while (at != this);
}

void _List_node_base::_M_hook(_List_node_base *const position) noexcept {
  _M_next = position;
  _M_prev = position->_M_prev;
  position->_M_prev->_M_next = this;
  position->_M_prev = this;
}

void _List_node_base::_M_unhook() noexcept {
  _M_next->_M_prev = _M_prev;
  _M_prev->_M_next = _M_next;
}

namespace {

bool is_prime(size_t n) {
  for (size_t i = 3; i * i <= n; i += 2) {
    if (n % i == 0) {
      return false;
    }
  }
  return n % 2 != 0 || n == 2;
}

const size_t LARGEST_PRIME = 4294967291u;

} // namespace

size_t _Prime_rehash_policy::_M_next_bkt(size_t n) const {
  if (n == 0) {
    return 1;
  }
  size_t prime = n <= 2 ? 2 : n | 1;
  while (prime < LARGEST_PRIME && !is_prime(prime)) {
    prime += 2;
  }
  prime = prime < n || prime > LARGEST_PRIME ? LARGEST_PRIME : prime;
  double room = __builtin_floor(prime * static_cast<double>(_M_max_load_factor));
  _M_next_resize = prime == LARGEST_PRIME || room >= 4294967295.0
      ? static_cast<size_t>(-1) : static_cast<size_t>(room);
  return prime;
}

pair<bool, size_t> _Prime_rehash_policy::_M_need_rehash(size_t buckets, size_t elements,
                                                        size_t added) const {
  if (elements + added <= _M_next_resize) {
    return {false, 0};
  }
  // The first elements get a few buckets at once.
  size_t wanted = _M_next_resize || elements + added > 11 ? elements + added : 11;
  double least = wanted / static_cast<double>(_M_max_load_factor);
  if (least >= buckets) {
    size_t more = static_cast<size_t>(__builtin_floor(least)) + 1;
    size_t doubled = buckets * _S_growth_factor;
    return {true, _M_next_bkt(more > doubled ? more : doubled)};
  }
  _M_next_resize = static_cast<size_t>(__builtin_floor(buckets * static_cast<double>(_M_max_load_factor)));
  return {false, 0};
}

} // namespace __detail

/* FNV-1a with a last mixing. */
size_t _Hash_bytes(const void *bytes, size_t size, size_t seed) {
  const unsigned char *at = static_cast<const unsigned char *>(bytes);
  size_t hash = 2166136261u ^ seed;
  for (; size; size--, at++) {
    hash = (hash ^ *at) * 16777619u;
  }
  hash ^= hash >> 15;
  hash *= 0x2c1b3c6du;
  return hash ^ hash >> 12;
}

size_t _Fnv_hash_bytes(const void *bytes, size_t size, size_t seed) {
  return _Hash_bytes(bytes, size, seed);
}

// Trees. The header's parent is the root, its left and right are the first and the last node; it is
// red, which tells it from the root.

using node = _Rb_tree_node_base;

node *_Rb_tree_increment(node *x) noexcept {
  if (x->_M_right) {
    x = x->_M_right;
    while (x->_M_left) {
      x = x->_M_left;
    }
    return x;
  }
  node *parent = x->_M_parent;
  while (x == parent->_M_right) {
    x = parent;
    parent = parent->_M_parent;
  }
  // At the root with nothing to its right, x is the header by now.
  return x->_M_right == parent ? x : parent;
}

const node *_Rb_tree_increment(const node *x) noexcept {
  return _Rb_tree_increment(const_cast<node *>(x));
}

node *_Rb_tree_decrement(node *x) noexcept {
  if (x->_M_color == _S_red && x->_M_parent && x->_M_parent->_M_parent == x) {
    return x->_M_right; // the header: the last node
  }
  if (x->_M_left) {
    x = x->_M_left;
    while (x->_M_right) {
      x = x->_M_right;
    }
    return x;
  }
  node *parent = x->_M_parent;
  while (x == parent->_M_left) {
    x = parent;
    parent = parent->_M_parent;
  }
  return parent;
}

const node *_Rb_tree_decrement(const node *x) noexcept {
  return _Rb_tree_decrement(const_cast<node *>(x));
}

namespace {

/* Puts another node, or nothing, where x hangs. */
void replace(node *x, node *by, node *&root) {
  if (x == root) {
    root = by;
  } else if (x == x->_M_parent->_M_left) {
    x->_M_parent->_M_left = by;
  } else {
    x->_M_parent->_M_right = by;
  }
  if (by) {
    by->_M_parent = x->_M_parent;
  }
}

void rotate_left(node *x, node *&root) {
  node *up = x->_M_right;
  replace(x, up, root);
  x->_M_right = up->_M_left;
  if (x->_M_right) {
    x->_M_right->_M_parent = x;
  }
  up->_M_left = x;
  x->_M_parent = up;
}

void rotate_right(node *x, node *&root) {
  node *up = x->_M_left;
  replace(x, up, root);
  x->_M_left = up->_M_right;
  if (x->_M_left) {
    x->_M_left->_M_parent = x;
  }
  up->_M_right = x;
  x->_M_parent = up;
}

bool is_black(const node *x) {
  return !x || x->_M_color == _S_black;
}

} // namespace

void _Rb_tree_insert_and_rebalance(const bool left, node *x, node *parent, node &header) noexcept {
  node *&root = header._M_parent;
  x->_M_parent = parent;
  x->_M_left = x->_M_right = nullptr;
  x->_M_color = _S_red;
  if (left) {
    parent->_M_left = x; // of the header too: the first node
    if (parent == &header) {
      root = x;
      header._M_right = x;
    } else if (parent == header._M_left) {
      header._M_left = x;
    }
  } else {
    parent->_M_right = x;
    if (parent == header._M_right) {
      header._M_right = x;
    }
  }
  while (x != root && x->_M_parent->_M_color == _S_red) {
    node *father = x->_M_parent;
    node *grandfather = father->_M_parent;
    bool on_left = father == grandfather->_M_left;
    node *uncle = on_left ? grandfather->_M_right : grandfather->_M_left;
    if (!is_black(uncle)) {
      father->_M_color = uncle->_M_color = _S_black;
      grandfather->_M_color = _S_red;
      x = grandfather;
      continue;
    }
    if (x == (on_left ? father->_M_right : father->_M_left)) {
      x = father;
      on_left ? rotate_left(x, root) : rotate_right(x, root);
    }
    x->_M_parent->_M_color = _S_black;
    grandfather->_M_color = _S_red;
    on_left ? rotate_right(grandfather, root) : rotate_left(grandfather, root);
  }
  root->_M_color = _S_black;
}

node *_Rb_tree_rebalance_for_erase(node *const z, node &header) noexcept {
  node *&root = header._M_parent;
  if (header._M_left == z) {
    header._M_left = z->_M_right ? z->_M_right : z->_M_parent;
    while (z->_M_right && header._M_left->_M_left) {
      header._M_left = header._M_left->_M_left;
    }
  }
  if (header._M_right == z) {
    header._M_right = z->_M_left ? z->_M_left : z->_M_parent;
    while (z->_M_left && header._M_right->_M_right) {
      header._M_right = header._M_right->_M_right;
    }
  }
  node *x;      // takes the free place, and may be nothing
  node *parent; // of that place
  _Rb_tree_color gone = z->_M_color;
  if (!z->_M_left || !z->_M_right) {
    x = z->_M_left ? z->_M_left : z->_M_right;
    parent = z->_M_parent;
    replace(z, x, root);
  } else {
    node *next = z->_M_right; // comes into the place of z
    while (next->_M_left) {
      next = next->_M_left;
    }
    gone = next->_M_color;
    x = next->_M_right;
    if (next->_M_parent == z) {
      parent = next;
    } else {
      parent = next->_M_parent;
      replace(next, x, root);
      next->_M_right = z->_M_right;
      next->_M_right->_M_parent = next;
    }
    replace(z, next, root);
    next->_M_left = z->_M_left;
    next->_M_left->_M_parent = next;
    next->_M_color = z->_M_color;
    z->_M_color = gone;
  }
  if (gone == _S_red) {
    return z;
  }
  while (x != root && is_black(x)) {
    bool on_left = x == parent->_M_left;
    node *brother = on_left ? parent->_M_right : parent->_M_left;
    if (brother->_M_color == _S_red) {
      brother->_M_color = _S_black;
      parent->_M_color = _S_red;
      on_left ? rotate_left(parent, root) : rotate_right(parent, root);
      brother = on_left ? parent->_M_right : parent->_M_left;
    }
    if (is_black(brother->_M_left) && is_black(brother->_M_right)) {
      brother->_M_color = _S_red;
      x = parent;
      parent = parent->_M_parent;
      continue;
    }
    if (is_black(on_left ? brother->_M_right : brother->_M_left)) {
      (on_left ? brother->_M_left : brother->_M_right)->_M_color = _S_black;
      brother->_M_color = _S_red;
      on_left ? rotate_right(brother, root) : rotate_left(brother, root);
      brother = on_left ? parent->_M_right : parent->_M_left;
    }
    brother->_M_color = parent->_M_color;
    parent->_M_color = _S_black;
    (on_left ? brother->_M_right : brother->_M_left)->_M_color = _S_black;
    on_left ? rotate_left(parent, root) : rotate_right(parent, root);
    break;
  }
  if (x) {
    x->_M_color = _S_black;
  }
  return z;
}

} // namespace std
