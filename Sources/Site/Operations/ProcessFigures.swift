import Foundation

/// What the system says of this process; nil for what it does not say here.
struct ProcessFigures {
  var processorSeconds: Double?
  var residentBytes: Double?
  /// Since 1970.
  var startSeconds: Double?
  var openFiles: Double?
  var mostFiles: Double?

  static var current: ProcessFigures {
    var figures = ProcessFigures()
    figures.mostFiles = limitOfFiles.map(Double.init)
    #if os(Linux)
      figures.openFiles = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))
        .map { Double($0.count) }
      let text = read("/proc/self/stat")
      // The name of the program stands in parentheses and may hold blanks.
      guard let end = text.lastIndex(of: UInt8(ascii: ")")) else { return figures }
      let fields = text[(end + 1)...].split(separator: UInt8(ascii: " "))
        .map { Double(String(decoding: $0, as: UTF8.self)) }
      let (ticks, page) = (Double(sysconf(Int32(_SC_CLK_TCK))), Double(getpagesize()))
      guard fields.count > 21, ticks > 0, let user = fields[11], let system = fields[12],
        let start = fields[19], let pages = fields[21]
      else { return figures }
      figures.processorSeconds = (user + system) / ticks
      figures.residentBytes = pages * page
      var sinceBoot = timespec()
      clock_gettime(CLOCK_BOOTTIME, &sinceBoot)
      figures.startSeconds =
        Date().timeIntervalSince1970 - Double(sinceBoot.tv_sec) - Double(sinceBoot.tv_nsec) / 1e9
        + start / ticks
    #endif
    return figures
  }

  /// How many files the process may have open; nil where there is no limit.
  static var limitOfFiles: Int? {
    var limit = rlimit()
    guard getrlimit(files, &limit) == 0 else { return nil }
    return Int(exactly: limit.rlim_cur)
  }

  /// Lets the process open as many files as the system lets it raise its own limit to.
  static func raiseLimitOfFiles(to wanted: Int) {
    var limit = rlimit()
    guard getrlimit(files, &limit) == 0, limit.rlim_cur < rlim_t(wanted) else { return }
    limit.rlim_cur = min(limit.rlim_max, rlim_t(wanted))
    setrlimit(files, &limit)
  }

  #if os(Linux)
    private static var files: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
  #else
    private static var files: Int32 { RLIMIT_NOFILE }
  #endif

  /// A file that says no length.
  private static func read(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes.prefix(count))
  }
}
