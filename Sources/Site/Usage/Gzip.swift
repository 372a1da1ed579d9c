import CZlib

/// Unpacks what was sent packed.
enum Gzip {
  enum Wrong: Error, Equatable {
    /// It is no gzip, or breaks off.
    case broken
    /// Unpacked it is longer than the limit.
    case tooLarge
  }

  /// The bytes that were packed.
  ///
  /// - Parameter limit: as many bytes are unpacked at most, however small the packed ones are.
  /// - Throws: ``Wrong``.
  static func unpacked(_ packed: [UInt8], atMost limit: Int) throws -> [UInt8] {
    var stream = z_stream()
    // 16 more than the largest window means gzip, and nothing else.
    let version = zlibVersion()
    guard
      inflateInit2_(&stream, 16 + MAX_WBITS, version, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw Wrong.broken }
    defer { inflateEnd(&stream) }
    var packed = packed
    return try packed.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      var unpacked: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let (result, count) = piece.withUnsafeMutableBufferPointer { output in
          stream.next_out = output.baseAddress
          stream.avail_out = UInt32(output.count)
          let result = inflate(&stream, Z_NO_FLUSH)
          return (result, output.count - Int(stream.avail_out))
        }
        guard result == Z_OK || result == Z_STREAM_END else { throw Wrong.broken }
        guard unpacked.count + count <= limit else { throw Wrong.tooLarge }
        unpacked += piece[..<count]
        if result == Z_STREAM_END {
          guard stream.avail_in == 0 else { throw Wrong.broken }
          return unpacked
        }
        // Nothing is left, and it has not ended.
        guard count > 0 || stream.avail_in > 0 else { throw Wrong.broken }
      }
    }
  }
}
