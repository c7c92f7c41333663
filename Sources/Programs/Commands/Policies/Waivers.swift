import Ambient
import Foundation
import IAMPolicy
import JSONTree

/// Findings that somebody decided to live with, each until a day.
struct Waivers {
    private struct Waiver {
        let rule: String
        /// A role's ARN or name, or `*`.
        let role: String
        let reason: String
        let expires: String
    }

    private static let members: Set<String> = ["rule", "role", "reason", "expires"]

    private let file: String
    private var waivers: [Waiver] = []
    /// Of `waivers`, those that a finding was waived by.
    private var used: Set<Int> = []

    /// None.
    init() { file = "" }

    /// Reads a list of `{"rule": "T04", "role": "arn:…", "reason": "…", "expires": "2027-01-31"}`.
    ///
    /// A role is an ARN, a name, or `*` for all. The last day that a waiver holds is the one before it expires, in UTC.
    ///
    /// - Throws: `CommandFailure` for a waiver that lacks one of these or has another member; those that expired are reported.
    init(file: String, now: Timestamp = Timestamp(seconds: Int64(Date().timeIntervalSince1970))) throws(CommandFailure)
    {
        try self.init(try InputFile.read(file), file: file, now: now)
    }

    init(_ bytes: [UInt8], file: String, now: Timestamp) throws(CommandFailure) {
        self.file = file
        let root: JSON
        do { root = try JSON(parsing: bytes) } catch { throw CommandFailure("\(file): \(error)") }
        guard let list = root.array else { throw CommandFailure("\(file): a list of waivers was wanted") }
        for (index, element) in list.enumerated() {
            let waiver = try Self.waiver(element, "\(file): waiver \(index + 1)")
            guard let end = Timestamp(rfc3339: "\(waiver.expires)T00:00:00Z") else {
                throw CommandFailure("\(file): waiver \(index + 1): \"\(waiver.expires)\" is no day such as 2027-01-31")
            }
            if now < end {
                waivers.append(waiver)
            } else {
                Complaint.print(
                    "\(file): the waiver of \(waiver.rule) for \(waiver.role) expired on \(waiver.expires): "
                        + waiver.reason
                )
            }
        }
    }

    /// What is misspelt must not come to mean every role.
    private static func waiver(_ element: JSON, _ place: String) throws(CommandFailure) -> Waiver {
        guard let object = element.object else { throw CommandFailure("\(place) is no object") }
        if let unknown = object.keys.first(where: { !members.contains($0) }) {
            throw CommandFailure("\(place): a waiver has rule, role, reason and expires, but no \(unknown)")
        }
        guard let rule = element["rule"]?.string, let role = element["role"]?.string, !role.isEmpty,
            let reason = element["reason"]?.string, reason.contains(where: { !$0.isWhitespace }),
            let day = element["expires"]?.string
        else {
            throw CommandFailure(
                "\(place) needs a rule, a role or \"*\", a reason, and a day it expires on, such as 2027-01-31"
            )
        }
        guard LintRule(rawValue: rule) != nil else {
            throw CommandFailure("\(place): there is no finding \(rule); they are T01 to T28")
        }
        return Waiver(rule: rule, role: role, reason: reason, expires: day)
    }

    /// Why a finding is tolerated; nil if it is not.
    mutating func reason(rule: String, role: String) -> String? {
        let found = waivers.firstIndex { waiver in
            waiver.rule == rule
                && (waiver.role == "*" || waiver.role == role || role.hasSuffix("/" + waiver.role))
        }
        guard let found else { return nil }
        used.insert(found)
        return "\(waivers[found].reason), until \(waivers[found].expires)"
    }

    /// Waivers that nothing was found for, as remarks.
    var unused: [String] {
        waivers.indices.filter { !used.contains($0) }.map {
            "\(file): the waiver of \(waivers[$0].rule) for \(waivers[$0].role) waives nothing"
        }
    }
}
