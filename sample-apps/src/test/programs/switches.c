#include "print.h"

/* A small stack machine: a dense switch, a sparse one, and computed gotos. */
enum { PUSH, ADD, SUB, MUL, DUP, SWAP, OVER, JUMP, JUMP_IF, LESS, PRINT, HALT };

static int run(const int *code) {
  int stack[32], top = 0, steps = 0;
  for (int at = 0; steps < 10000; steps++) {
    switch (code[at++]) {
      case PUSH: stack[top++] = code[at++]; break;
      case ADD: top--; stack[top - 1] += stack[top]; break;
      case SUB: top--; stack[top - 1] -= stack[top]; break;
      case MUL: top--; stack[top - 1] *= stack[top]; break;
      case DUP: stack[top] = stack[top - 1]; top++; break;
      case SWAP: { int t = stack[top - 1]; stack[top - 1] = stack[top - 2]; stack[top - 2] = t; break; }
      case OVER: stack[top] = stack[top - 2]; top++; break;
      case JUMP: at = code[at]; break;
      case JUMP_IF: top--; at = stack[top] ? code[at] : at + 1; break;
      case LESS: top--; stack[top - 1] = stack[top - 1] < stack[top]; break;
      case PRINT: print_int(stack[--top]); break;
      case HALT: return steps;
      default: return -1;
    }
  }
  return steps;
}

static const char *sparse(unsigned n) {
  switch (n) {
    case 3: return "three";
    case 1000: return "thousand";
    case 65536: return "page";
    case 1u << 31: return "half";
    case 0xffffffffu: return "all";
    case 12: case 13: case 14: return "teens";
    default: return n > 100 && n < 200 ? "hundreds" : "other";
  }
}

static int threaded(const unsigned char *code) {
  static void *const labels[] = {&&more, &&less, &&twice, &&done};
  int value = 1;
  goto *labels[*code++];
more: value += 3; goto *labels[*code++];
less: value -= 1; goto *labels[*code++];
twice: value *= 2; goto *labels[*code++];
done: return value;
}

void switches(void) {
  static const int factorials[] = {PUSH, 1, PUSH, 1, /* 4 */ DUP, PUSH, 11, LESS, JUMP_IF, 11, HALT,
      /* 11 */ DUP, PUSH, 1, ADD, SWAP, /* n+1 n */ OVER, PRINT, /* f n+1 n */ PUSH, 0, ADD, SUB, DUP, PRINT, PUSH, 1, ADD, JUMP, 4};
  print_int(run(factorials));
  static const int sum[] = {PUSH, 0, PUSH, 100, /* 4 */ DUP, JUMP_IF, 8, HALT, /* 8 */ SWAP, OVER, ADD, DUP, PRINT, SWAP, PUSH, 1, SUB, JUMP, 4};
  print_int(run(sum));
  static const unsigned asked[] = {0, 3, 12, 14, 15, 150, 1000, 65536, 1u << 31, 0xffffffffu, 0xfffffffeu};
  for (unsigned i = 0; i < sizeof asked / sizeof *asked; i++) { print(sparse(asked[i])); print(" "); }
  print_int(threaded((const unsigned char[]){0, 2, 2, 1, 2, 0, 3}));
  line();
}
