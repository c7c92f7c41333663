import Foundation
import ServiceModel

/// The names of members, parameters and header fields that a service reads: what stands in its sources as such.
///
/// Operations are data, their inputs are read by name. So every name of the room is tried on every operation of its service.
struct FieldNames {
    /// All of a service's.
    let members: [String]
    /// Header fields, in lower case.
    let headers: [String]
    /// Names by file, and each file's text.
    private let files: [(names: Set<String>, text: String)]

    /// Reads the sources of a service.
    init(service: String, sources: URL = Self.sources) throws {
        let room = Self.rooms[service] ?? service
        var files: [(names: Set<String>, text: String)] = []
        for directory in [room] + (Self.shared[service] ?? []) {
            let found = FileManager.default.enumerator(
                at: sources.appending(path: directory),
                includingPropertiesForKeys: nil
            )
            for case let file as URL in found ?? FileManager.DirectoryEnumerator() where file.pathExtension == "swift" {
                // A name is a text that stands alone as an argument, an index or an element.
                let text = try String(contentsOf: file, encoding: .utf8)
                let matches = text.matches(of: /[(\[,:] ?"([A-Za-z][A-Za-z0-9]*(?:[.\-][A-Za-z0-9]+)*)"/)
                files.append((Set(matches.map { String($0.1) }), text))
            }
        }
        self.files = files
        let all = files.reduce(into: Set<String>()) { $0.formUnion($1.names) }
        headers = all.filter { Self.isHeader($0) }.sorted()
        members = all.filter { Self.isMember($0) }.sorted()
    }

    /// Those that stand in the file that names the operation.
    func names(of operation: String) -> [String] {
        files.filter { $0.text.contains("\"\(operation)\"") }.reduce(into: Set<String>()) { $0.formUnion($1.names) }
            .filter { (Self.isMember($0) || Self.isHeader($0)) && $0 != operation }.sorted()
    }

    private static func isHeader(_ name: String) -> Bool { name.contains("-") && name == name.lowercased() }

    private static func isMember(_ name: String) -> Bool {
        !name.contains(".") && !name.hasSuffix("Exception") && name.count < 40
    }

    private static let rooms = [
        "sts": "STSService", "iam": "IAMService", "s3": "S3Service", "ec2": "EC2Service", "eks": "EKSService",
        "eks-auth": "EKSAuthService", "cloudtrail": "CloudTrailService", "lanyard": "OperatorService",
    ]
    private static let shared = ["sts": ["RoleSessions"], "eks-auth": ["RoleSessions"]]

    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/Services")
}
