import Foundation

/// Some of the ids that came, in a file that never changes.
final class MessageRun: Sendable {
  let header: MessageRunHeader
  private let file: OpenFile
  /// The whole file as memory, of which only the filter is looked at: a file that is cut while it
  /// is mapped ends the process that looks behind its end, and blocks are many more.
  nonisolated(unsafe) private let bytes: UnsafeMutableRawPointer

  /// Opens a file; what stands in it is looked at page by page, when it is asked for.
  ///
  /// - Throws: ``MessageIndexError``.
  init(_ path: String, number: Int64) throws {
    let file: OpenFile
    do {
      file = try OpenFile(path, O_RDONLY)
    } catch POSIXError.ENOENT {
      throw MessageIndexError("has lost the file \(number)")
    } catch {
      throw MessageIndexError("has a file \(number) that cannot be opened: \(error)")
    }
    var first = [UInt8](repeating: 0, count: MessageRunHeader.length)
    let length: Int
    do {
      length = try file.length()
      try first.withUnsafeMutableBytes { try file.read(at: 0, into: $0) }
    } catch {
      throw MessageIndexError("has a file \(number) that cannot be read: \(error)")
    }
    guard let header = MessageRunHeader(encoded: first), header.number == number,
      header.fileLength == length
    else { throw MessageIndexError("has a file \(number) that is damaged") }
    (self.header, self.file) = (header, file)
    guard let bytes = mmap(nil, length, PROT_READ, MAP_SHARED, file.descriptor, 0),
      bytes != MAP_FAILED
    else { throw MessageIndexError("has a file \(number) that cannot be mapped") }
    self.bytes = bytes
  }

  deinit { munmap(bytes, header.fileLength) }

  /// The body that came first with an id; nil where the id is not here.
  ///
  /// - Throws: ``MessageIndexError`` where what it would be read from is damaged.
  func body(of digest: MessageDigest) throws -> Int64? {
    let index = digest.share(of: header.lines)
    let line = UnsafeRawPointer(
      bytes + MessageRunHeader.filterOffset + index * MessageFilter.lineLength)
    if MessageFilter.mayHold(digest, line) { return try bodyInBlocks(of: digest) }
    guard MessageFilter.isSound(line, of: header.number, at: index) else {
      throw damaged(at: MessageRunHeader.filterOffset + index * MessageFilter.lineLength)
    }
    return nil
  }

  private func bodyInBlocks(of digest: MessageDigest) throws -> Int64? {
    try withUnsafeTemporaryAllocation(byteCount: MessageBlock.length, alignment: 8) { buffer in
      guard let block = buffer.baseAddress else { return nil }
      for index in digest.share(of: header.homes)..<header.blocks {
        try readBlocks(from: index, into: buffer)
        let count = try count(of: block, at: index)
        let position = MessageBlock.position(of: digest, in: block, count: count)
        if position < count {
          let entry = MessageBlock.entry(at: position, of: block)
          return entry.digest == digest ? entry.body : nil
        }
        if count < MessageBlock.capacity { return nil }
      }
      return nil
    }
  }

  /// Fills a buffer with blocks from one on, as they stand in the file.
  func readBlocks(from index: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    do {
      try file.read(at: header.blocksOffset + index * MessageBlock.length, into: buffer)
    } catch {
      throw MessageIndexError("has a file \(header.number) that cannot be read: \(error)")
    }
  }

  /// How many entries a block that was read has.
  ///
  /// - Throws: ``MessageIndexError`` where it is damaged.
  func count(of block: UnsafeRawPointer, at index: Int) throws -> Int {
    guard let count = MessageBlock.count(block, of: header.number, at: index) else {
      throw damaged(at: header.blocksOffset + index * MessageBlock.length)
    }
    return count
  }

  private func damaged(at place: Int) -> MessageIndexError {
    MessageIndexError("has a file \(header.number) that is damaged at \(place)")
  }
}

/// What is wrong with the files of the ids that came.
public struct MessageIndexError: Error, CustomStringConvertible {
  /// A sentence for people.
  public let description: String

  init(_ what: String) { description = "The index of message ids \(what)." }
}
