import Foundation

/// A file that a command reads, or standard input.
enum InputFile {
    /// 256 MiB: the exported authorization details of the largest accounts.
    private static let maximumBytes = 256 * 1024 * 1024

    /// - Throws: `CommandFailure` that names the file.
    static func read(_ name: String) throws(CommandFailure) -> [UInt8] {
        let handle: FileHandle
        if name == "-" {
            handle = .standardInput
        } else {
            guard let opened = FileHandle(forReadingAtPath: name) else {
                throw CommandFailure("\(name): there is no such file, or it cannot be read")
            }
            handle = opened
        }
        guard let data = try? handle.read(upToCount: maximumBytes + 1) ?? Data() else {
            throw CommandFailure("\(name): it cannot be read; a file was wanted, not a directory")
        }
        guard data.count <= maximumBytes else { throw CommandFailure("\(name): it is larger than 256 MiB") }
        return Array(data)
    }
}
