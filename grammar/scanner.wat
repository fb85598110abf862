;; Looks through bytes for needles and counts newlines, 64 bytes a step. src/scan/simd-scan.ts fills the tables from the
;; list of needles; this only knows their shape:
;;
;;   at  0  four tables of 16 bytes: the families of needles that have this low (then high) half in the first byte of
;;          their mark, and the same for the second byte, three bytes further on; bit n stands for the n-th family
;;   at 64  an entry of 24 bytes for each needle: 8 bytes to find, 8 bytes of mask, distance of the mark from their start
;;
;; Bytes are looked at 16 places late, so that all of a needle is there: a scan from $start looks for marks from
;; $start - 16 on, and reads up to 32 bytes before $start.
(module
  (memory (export "memory") 36)
  (global $lines (export "lines") (mut i32) (i32.const 0))
  (global $entriesEnd (export "entriesEnd") (mut i32) (i32.const 64))

  ;; Number of the needle whose mark is at $at, or -1.
  (func $needleAt (param $at i32) (result i32)
    (local $entry i32)
    (local.set $entry (i32.const 64))
    (block $none
      (loop $next
        (br_if $none (i32.ge_u (local.get $entry) (global.get $entriesEnd)))
        (if (i64.eq
              (i64.and
                (i64.load (i32.sub (local.get $at) (i32.load offset=16 (local.get $entry))))
                (i64.load offset=8 (local.get $entry)))
              (i64.load (local.get $entry)))
          (then (return (i32.div_u (i32.sub (local.get $entry) (i32.const 64)) (i32.const 24)))))
        (local.set $entry (i32.add (local.get $entry) (i32.const 24)))
        (br $next)))
    (i32.const -1))

  ;; Number of the first needle at the places that $marks has, counted from $at, or -1.
  (func $firstNeedle (param $at i32) (param $marks v128) (result i32)
    (local $bits i32) (local $found i32)
    (local.set $bits (i32.xor (i32.const 0xffff) (i8x16.bitmask (i8x16.eq (local.get $marks) (v128.const i64x2 0 0)))))
    (block $none
      (loop $next
        (br_if $none (i32.eqz (local.get $bits)))
        (local.set $found (call $needleAt (i32.add (local.get $at) (i32.ctz (local.get $bits)))))
        (if (i32.ge_s (local.get $found) (i32.const 0)) (then (return (local.get $found))))
        (local.set $bits (i32.and (local.get $bits) (i32.sub (local.get $bits) (i32.const 1))))
        (br $next)))
    (i32.const -1))

  ;; Number of the first needle that shows up in the bytes from $start to $end, or -1; then their newlines are in $lines.
  (func (export "scan") (param $start i32) (param $end i32) (result i32)
    (local $at i32) (local $from i32) (local $stop i32) (local $found i32) (local $total i32)
    (local $low v128) (local $firstLow v128) (local $firstHigh v128) (local $secondLow v128) (local $secondHigh v128)
    (local $newline v128) (local $v v128) (local $w v128) (local $counts v128)
    (local $m0 v128) (local $m1 v128) (local $m2 v128) (local $m3 v128)
    (local.set $low (v128.const i32x4 0x0f0f0f0f 0x0f0f0f0f 0x0f0f0f0f 0x0f0f0f0f))
    (local.set $newline (v128.const i32x4 0x0a0a0a0a 0x0a0a0a0a 0x0a0a0a0a 0x0a0a0a0a))
    (local.set $firstLow (v128.load (i32.const 0)))
    (local.set $firstHigh (v128.load (i32.const 16)))
    (local.set $secondLow (v128.load (i32.const 32)))
    (local.set $secondHigh (v128.load (i32.const 48)))
    (local.set $at (local.get $start))
    (block $whole
      (loop $run
        ;; A byte of $counts grows by at most 4 a step, so that 63 steps fit.
        (local.set $stop (i32.add (local.get $at) (i32.const 4032)))
        (if (i32.gt_u (local.get $stop) (local.get $end))
          (then (local.set $stop
            (i32.add (local.get $at) (i32.and (i32.sub (local.get $end) (local.get $at)) (i32.const -64))))))
        (br_if $whole (i32.eq (local.get $at) (local.get $stop)))
        (local.set $counts (v128.const i64x2 0 0))
        (loop $step
          (local.set $from (i32.sub (local.get $at) (i32.const 16)))
          (local.set $v (v128.load (local.get $from)))
          (local.set $w (v128.load offset=3 (local.get $from)))
          (local.set $m0
            (v128.and
              (v128.and
                (i8x16.swizzle (local.get $firstLow) (v128.and (local.get $v) (local.get $low)))
                (i8x16.swizzle (local.get $firstHigh) (v128.and (i16x8.shr_u (local.get $v) (i32.const 4)) (local.get $low))))
              (v128.and
                (i8x16.swizzle (local.get $secondLow) (v128.and (local.get $w) (local.get $low)))
                (i8x16.swizzle (local.get $secondHigh) (v128.and (i16x8.shr_u (local.get $w) (i32.const 4)) (local.get $low))))))
          (local.set $v (v128.load offset=16 (local.get $from)))
          (local.set $w (v128.load offset=19 (local.get $from)))
          (local.set $m1
            (v128.and
              (v128.and
                (i8x16.swizzle (local.get $firstLow) (v128.and (local.get $v) (local.get $low)))
                (i8x16.swizzle (local.get $firstHigh) (v128.and (i16x8.shr_u (local.get $v) (i32.const 4)) (local.get $low))))
              (v128.and
                (i8x16.swizzle (local.get $secondLow) (v128.and (local.get $w) (local.get $low)))
                (i8x16.swizzle (local.get $secondHigh) (v128.and (i16x8.shr_u (local.get $w) (i32.const 4)) (local.get $low))))))
          (local.set $v (v128.load offset=32 (local.get $from)))
          (local.set $w (v128.load offset=35 (local.get $from)))
          (local.set $m2
            (v128.and
              (v128.and
                (i8x16.swizzle (local.get $firstLow) (v128.and (local.get $v) (local.get $low)))
                (i8x16.swizzle (local.get $firstHigh) (v128.and (i16x8.shr_u (local.get $v) (i32.const 4)) (local.get $low))))
              (v128.and
                (i8x16.swizzle (local.get $secondLow) (v128.and (local.get $w) (local.get $low)))
                (i8x16.swizzle (local.get $secondHigh) (v128.and (i16x8.shr_u (local.get $w) (i32.const 4)) (local.get $low))))))
          (local.set $v (v128.load offset=48 (local.get $from)))
          (local.set $w (v128.load offset=51 (local.get $from)))
          (local.set $m3
            (v128.and
              (v128.and
                (i8x16.swizzle (local.get $firstLow) (v128.and (local.get $v) (local.get $low)))
                (i8x16.swizzle (local.get $firstHigh) (v128.and (i16x8.shr_u (local.get $v) (i32.const 4)) (local.get $low))))
              (v128.and
                (i8x16.swizzle (local.get $secondLow) (v128.and (local.get $w) (local.get $low)))
                (i8x16.swizzle (local.get $secondHigh) (v128.and (i16x8.shr_u (local.get $w) (i32.const 4)) (local.get $low))))))
          (if (v128.any_true
                (v128.or (v128.or (local.get $m0) (local.get $m1)) (v128.or (local.get $m2) (local.get $m3))))
            (then
              (local.set $found (call $firstNeedle (local.get $from) (local.get $m0)))
              (if (i32.ge_s (local.get $found) (i32.const 0)) (then (return (local.get $found))))
              (local.set $found (call $firstNeedle (i32.add (local.get $from) (i32.const 16)) (local.get $m1)))
              (if (i32.ge_s (local.get $found) (i32.const 0)) (then (return (local.get $found))))
              (local.set $found (call $firstNeedle (i32.add (local.get $from) (i32.const 32)) (local.get $m2)))
              (if (i32.ge_s (local.get $found) (i32.const 0)) (then (return (local.get $found))))
              (local.set $found (call $firstNeedle (i32.add (local.get $from) (i32.const 48)) (local.get $m3)))
              (if (i32.ge_s (local.get $found) (i32.const 0)) (then (return (local.get $found))))))
          (local.set $counts
            (i8x16.sub (local.get $counts)
              (i8x16.add
                (i8x16.add
                  (i8x16.eq (v128.load (local.get $at)) (local.get $newline))
                  (i8x16.eq (v128.load offset=16 (local.get $at)) (local.get $newline)))
                (i8x16.add
                  (i8x16.eq (v128.load offset=32 (local.get $at)) (local.get $newline))
                  (i8x16.eq (v128.load offset=48 (local.get $at)) (local.get $newline))))))
          (local.set $at (i32.add (local.get $at) (i32.const 64)))
          (br_if $step (i32.lt_u (local.get $at) (local.get $stop))))
        (local.set $counts (i32x4.extadd_pairwise_i16x8_u (i16x8.extadd_pairwise_i8x16_u (local.get $counts))))
        (local.set $total
          (i32.add (local.get $total)
            (i32.add
              (i32.add (i32x4.extract_lane 0 (local.get $counts)) (i32x4.extract_lane 1 (local.get $counts)))
              (i32.add (i32x4.extract_lane 2 (local.get $counts)) (i32x4.extract_lane 3 (local.get $counts))))))
        (br $run)))
    ;; The last bytes one by one.
    (block $done
      (loop $single
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $found (call $needleAt (i32.sub (local.get $at) (i32.const 16))))
        (if (i32.ge_s (local.get $found) (i32.const 0)) (then (return (local.get $found))))
        (local.set $total (i32.add (local.get $total) (i32.eq (i32.load8_u (local.get $at)) (i32.const 10))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $single)))
    (global.set $lines (local.get $total))
    (i32.const -1)))
