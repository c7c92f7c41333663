import Foundation
import JSONTree

/// Policies in files, and in directories of them.
enum PolicyDirectory {
    static func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return path != "-" && FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            && isDirectory.boolValue
    }

    /// - Throws: `CommandFailure` for a file that cannot be read, or holds no JSON object.
    static func policy(in file: String) throws(CommandFailure) -> String {
        let bytes = try InputFile.read(file)
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let first = (bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...]).first {
            $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D
        }
        guard first == UInt8(ascii: "{") else {
            throw CommandFailure("\(file): this is no policy; a JSON object was wanted")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure("\(file): this is no policy; it is not UTF-8")
        }
        return text
    }

    /// Every policy in a directory and those below it; other JSON is named and left out.
    ///
    /// - Throws: `CommandFailure` for a directory that cannot be read, or has no policy, or has a file that cannot be read.
    static func policies(in directory: String) throws(CommandFailure) -> [(name: String, text: String)] {
        guard let paths = try? FileManager.default.subpathsOfDirectory(atPath: directory) else {
            throw CommandFailure("\(directory): it cannot be read")
        }
        let base = directory.hasSuffix("/") ? directory : directory + "/"
        var policies: [(name: String, text: String)] = []
        for path in paths.sorted() where path.hasSuffix(".json") && !isDirectory(base + path) {
            let file = base + path
            let bytes = try InputFile.read(file)
            // What is broken may well be a policy; what is not, and has no statement, is none.
            if let root = try? JSON(parsing: bytes), root["Statement"] == nil {
                Complaint.print("\(file): it has no Statement, and was left out")
                continue
            }
            policies.append((file, try policy(in: file)))
        }
        guard !policies.isEmpty else { throw CommandFailure("\(directory): no policy is in it") }
        return policies
    }
}
