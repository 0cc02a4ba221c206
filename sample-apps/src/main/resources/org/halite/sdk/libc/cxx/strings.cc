// Strings, which g++'s headers expect to find compiled.
#include <string>

namespace std {
template class basic_string<char>;
template class basic_string<wchar_t>;
} // namespace std
