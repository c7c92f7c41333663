import Ambient
import Foundation
import JSONTree

/// Findings that somebody decided to live with, each until a day.
struct Waivers {
    private struct Waiver {
        let rule: String
        /// A role's ARN or name, or `*`.
        let role: String
        let reason: String
    }

    private var waivers: [Waiver] = []

    /// None.
    init() {}

    /// Reads a list of `{"rule": "T04", "role": "arn:…", "reason": "…", "expires": "2027-01-31"}`.
    ///
    /// - Throws: `CommandFailure` for a waiver without a rule, a reason or a date; those that expired are reported.
    static func read(_ file: String) throws(CommandFailure) -> Waivers {
        let root: JSON
        do {
            root = try JSON(parsing: try InputFile.read(file))
        } catch let error as JSONError {
            throw CommandFailure("\(file): \(error)")
        } catch {
            throw CommandFailure("\(error)")
        }
        guard let list = root.array else { throw CommandFailure("\(file): a list of waivers was wanted") }
        var waivers = Waivers()
        let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
        for (index, element) in list.enumerated() {
            guard let rule = element["rule"]?.string, let reason = element["reason"]?.string, !reason.isEmpty,
                let day = element["expires"]?.string, let expires = Timestamp(rfc3339: "\(day)T00:00:00Z")
            else {
                throw CommandFailure(
                    "\(file): waiver \(index + 1) needs a rule, a reason, and a day it expires on, such as 2027-01-31"
                )
            }
            guard now < expires else {
                Complaint.print("\(file): the waiver of \(rule) expired on \(day): \(reason)")
                continue
            }
            waivers.waivers.append(
                Waiver(rule: rule, role: element["role"]?.string ?? "*", reason: "\(reason), until \(day)")
            )
        }
        return waivers
    }

    /// Why a finding is tolerated; nil if it is not.
    func reason(rule: String, role: String) -> String? {
        waivers.first { waiver in
            waiver.rule == rule
                && (waiver.role == "*" || waiver.role == role || role.hasSuffix("/" + waiver.role))
        }?.reason
    }
}
