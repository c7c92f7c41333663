import AWSVocabulary
import Ambient
import ArgumentParser
import Diagnosis
import Foundation
import IAMPolicy
import IdentityTokens
import JSONTree

/// The files that a question is answered from.
struct EvidenceOptions: ParsableArguments {
    @Option(
        name: .customLong("from"),
        help: ArgumentHelp(
            "A directory of exported JSON files, recognised by what they have.",
            discussion: """
                aws iam get-account-authorization-details; aws iam list-open-id-connect-providers and \
                get-open-id-connect-provider; aws eks describe-cluster; aws eks describe-pod-identity-association; \
                kubectl get sa,pods -A -o json; kubectl get --raw /openid/v1/jwks.
                """,
            valueName: "dir"
        )
    )
    var directory: String?

    @Option(
        help: ArgumentHelp("The role's trust policy, or what aws iam get-role prints.", valueName: "file")
    )
    var trustPolicy: String?

    @Option(
        help: ArgumentHelp(
            "A provider of the role's account: what aws iam get-open-id-connect-provider prints, or its URL or ARN.",
            valueName: "file or url"
        )
    )
    var provider: [String] = []

    @Option(help: ArgumentHelp("A client id of the providers given by URL or ARN.", valueName: "id"))
    var clientID: [String] = []

    @Option(help: ArgumentHelp("The issuer's keys, as its jwks_uri has them.", valueName: "file"))
    var jwks: String?

    /// - Throws: `CommandFailure` that names the file and the place.
    func estate() throws -> Estate {
        var estate = try directory.map { try ExportedDirectory.read($0) } ?? Estate()
        for text in provider {
            if text.hasPrefix("https://") || text.hasPrefix("arn:") {
                guard let named = IdentityProvider(text, clientIDs: clientID.isEmpty ? nil : clientID) else {
                    throw CommandFailure(
                        "--provider \(text): https://HOST/PATH, or arn:aws:iam::ACCOUNT:oidc-provider/HOST/PATH was wanted"
                    )
                }
                estate.providers = (estate.providers ?? []) + [named]
            } else {
                try ExportedDirectory.add(text, to: &estate, wanted: "what aws iam get-open-id-connect-provider prints")
            }
        }
        if let jwks {
            estate.keys = nil
            try ExportedDirectory.add(jwks, to: &estate, wanted: "a key set")
            guard estate.keys != nil else { throw CommandFailure("\(jwks): it has no keys; a key set was wanted") }
        }
        return estate
    }

    private static let trustWanted = "a trust policy, or what aws iam get-role prints"

    /// A trust policy in a file of its own takes the place of the role's in the estate.
    ///
    /// - Throws: as above.
    static func add(trust file: String, of role: ARN, to estate: inout Estate) throws {
        let root = try ExportedDirectory.tree(file)
        estate.roles.removeAll { $0.arn == role }
        guard root["Statement"] != nil else {
            try ExportedDirectory.add(file, to: &estate, wanted: Self.trustWanted)
            guard estate.roles.contains(where: { $0.file == file }) else {
                throw CommandFailure("\(file): \(Self.trustWanted) was wanted")
            }
            return
        }
        let wrapped: JSON = ["Role": ["Arn": .string(role.description), "AssumeRolePolicyDocument": root.json]]
        _ = try estate.read(try LocatedJSON(parsing: wrapped.serialized()), file: file)
    }

    /// - Throws: as above.
    static func trust(_ file: String, of role: ARN) throws -> TokenQuestion.Role {
        let root = try ExportedDirectory.tree(file)
        guard root["Statement"] != nil else {
            var estate = Estate()
            try ExportedDirectory.add(file, to: &estate, wanted: Self.trustWanted)
            guard !estate.roles.isEmpty else { throw CommandFailure("\(file): \(Self.trustWanted) was wanted") }
            return estate.answer(role)
        }
        do {
            let document = try PolicyDocument(root, kind: .trust)
            return .known(trust: AttachedPolicy(name: file, document: document), tags: [])
        } catch {
            throw CommandFailure("\(file):\(error.line):\(error.column): \(error.detail)")
        }
    }
}

/// A directory of exported files.
enum ExportedDirectory {
    /// - Throws: `CommandFailure` if it cannot be read, or a file in it is no JSON.
    static func read(_ path: String) throws -> Estate {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw CommandFailure("\(path): there is no such directory, or it cannot be read")
        }
        let files = names.filter { $0.hasSuffix(".json") }.sorted()
        guard !files.isEmpty else { throw CommandFailure("\(path): there are no files named *.json in it") }
        var estate = Estate()
        for file in files {
            let name = path.hasSuffix("/") ? path + file : "\(path)/\(file)"
            do {
                if try !estate.read(try tree(name), file: name) {
                    estate.remarks.append("\(name): it is nothing that is known here, and was left out")
                }
            } catch let error as EstateError {
                throw CommandFailure("\(error)")
            }
        }
        return estate
    }

    /// - Throws: as above, also if it is nothing that is known.
    static func add(_ file: String, to estate: inout Estate, wanted: String) throws {
        do {
            guard try estate.read(try tree(file), file: file) else {
                throw CommandFailure("\(file): \(wanted) was wanted")
            }
        } catch let error as EstateError {
            throw CommandFailure("\(error)")
        }
    }

    static func tree(_ file: String) throws -> LocatedJSON {
        do {
            return try LocatedJSON(parsing: try InputFile.read(file), limits: Estate.limits)
        } catch let error as JSONError {
            throw CommandFailure("\(file): \(error)")
        }
    }
}

/// A role's ARN on the command line.
enum RoleArgument {
    /// - Throws: `CommandFailure` that says what would be right.
    static func arn(_ text: String) throws(CommandFailure) -> ARN {
        guard let arn = ARN(text), arn.service == "iam", arn.resource.hasPrefix("role/"), AccountID(arn.account) != nil
        else { throw CommandFailure("--role \(text): the ARN of a role was wanted, arn:aws:iam::ACCOUNT:role/NAME") }
        return arn
    }
}

/// A user's ARN on the command line.
enum UserArgument {
    /// - Throws: `CommandFailure` that says what would be right.
    static func arn(_ text: String) throws(CommandFailure) -> ARN {
        guard let arn = ARN(text), arn.service == "iam", arn.resource.hasPrefix("user/"), AccountID(arn.account) != nil
        else { throw CommandFailure("--user \(text): the ARN of a user was wanted, arn:aws:iam::ACCOUNT:user/NAME") }
        return arn
    }
}

/// A time on the command line.
enum MomentArgument {
    /// Now, if none is given.
    ///
    /// - Throws: `CommandFailure` that says what would be right.
    static func time(_ text: String?) throws(CommandFailure) -> Timestamp {
        guard let text else { return Timestamp(seconds: Int64(Date().timeIntervalSince1970)) }
        if let seconds = Int64(text) { return Timestamp(seconds: seconds) }
        guard let time = Timestamp(rfc3339: text) else {
            throw CommandFailure("--at \(text): a time such as 2026-11-25T08:00:00Z was wanted")
        }
        return time
    }
}
