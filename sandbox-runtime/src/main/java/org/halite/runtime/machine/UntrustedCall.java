package org.halite.runtime.machine;

/**
 * One call that came out of untrusted code through a thunk (IRT or PPAPI), and the way back in.
 * Valid only on the thread that made the call and only until the handler returns.
 *
 * <p>Registers follow the convention of spec/nacl.md ch. 4 and spec/ppapi-binding.md: integers in
 * rdi rsi rdx rcx r8 r9 (upper halves of 32-bit arguments are undefined), doubles in xmm0-7, the
 * rest in 8-byte stack slots.
 */
public interface UntrustedCall {
  /** The module's memory. */
  ModuleMemory memory();

  /** Raw 64 bits of the integer argument register 0..5. */
  long integerRegister(int index);

  /** Low double of xmm0..7. */
  double realRegister(int index);

  /**
   * The 8-byte slot {@code index} above the return address.
   *
   * @throws BadAddress when the stack is not readable there
   */
  long stackSlot(int index);

  /** Sets rax; rdx and xmm0 become zero. Without any returns call all of them are zero. */
  void returns(long rax);

  /** Sets rax and rdx: a 16-byte struct returned by value. */
  void returns(long rax, long rdx);

  /** Sets xmm0. */
  void returnsReal(double xmm0);

  /**
   * Calls a function of the module on this thread with up to six integer arguments and runs it to
   * its return; it may call out again meanwhile, so that calls nest.
   *
   * @param function address of a bundle in the module's code
   * @return rax of the function
   * @throws ModuleEnded when the module exits, faults or is killed meanwhile
   */
  long call(int function, long... arguments);

  /** As {@link #call} for a function that takes a double as well: it goes into xmm0. */
  long callWithReal(int function, double real, long... arguments);

  /**
   * Makes a thread of the module that its own library does not know: it begins at a thunk, as if
   * that were called, with this thread's thread pointer. It must end by {@link #leaveThread}.
   *
   * @param function address of a thunk
   * @param stackTop module address of the first byte above its stack, a multiple of 16
   * @return false when there are too many threads or the module has ended
   */
  boolean startThread(int function, int stackTop, int argument);

  /** Has something done when this thread of the module has ended, however it does. */
  void atThreadEnd(Runnable work);

  /** Ends this thread of the module when the handler returns; no code of the module runs on it. */
  void leaveThread();
}
