/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which sanitizer of the compiler is in this build.  Each brings an allocator, which keeps what is freed, and
 * terabytes of addresses; the one of threads has a thread of its own in each process.
 */
#ifndef MEMTOP_BASE_COMPILER_SANITIZER_H
#define MEMTOP_BASE_COMPILER_SANITIZER_H

#ifdef __has_feature
#define SANITIZER_IS(name) __has_feature(name)
#else
#define SANITIZER_IS(name) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || SANITIZER_IS(address_sanitizer)
#define WITH_ADDRESS_SANITIZER 1
#else
#define WITH_ADDRESS_SANITIZER 0
#endif

#if defined(__SANITIZE_THREAD__) || SANITIZER_IS(thread_sanitizer)
#define WITH_THREAD_SANITIZER 1
#else
#define WITH_THREAD_SANITIZER 0
#endif

#if WITH_ADDRESS_SANITIZER || WITH_THREAD_SANITIZER || SANITIZER_IS(memory_sanitizer)
#define WITH_SANITIZER 1
#else
#define WITH_SANITIZER 0
#endif

#endif
