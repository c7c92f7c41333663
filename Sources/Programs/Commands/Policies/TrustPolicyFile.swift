import AWSVocabulary
import IAMPolicy
import JSONTree

/// A file with one trust policy, one role, or an account's roles.
struct TrustPolicyFile {
    /// A role's trust policy.
    struct Role {
        let file: String
        let subject: LintSubject
    }

    private static let limits = JSONLimits(
        maximumBytes: 256 * 1024 * 1024,
        maximumDepth: 64,
        maximumValues: 20_000_000
    )

    let roles: [Role]

    /// - Throws: `CommandFailure` that names the file, the place and what would be right.
    init(_ file: String, account: String?, surroundings: LintSurroundings) throws(CommandFailure) {
        let root: LocatedJSON
        do {
            root = try LocatedJSON(parsing: try InputFile.read(file), limits: Self.limits)
        } catch let error as JSONError {
            throw CommandFailure("\(file): \(error)")
        } catch {
            throw CommandFailure("\(error)")
        }
        var surroundings = surroundings
        var found: [(name: String, policy: LocatedJSON, account: String?)] = []
        if root["Statement"] != nil {
            found = [(file, root, account)]
        } else if let role = root["Role"] {
            found = [try Self.role(role, file: file, account: account)]
        } else if let list = root["RoleDetailList"] ?? root["Roles"], case .array(let elements) = list.content {
            for element in elements { found.append(try Self.role(element, file: file, account: account)) }
            surroundings.providers = surroundings.providers ?? Self.providers(root)
        } else {
            throw CommandFailure(
                "\(file): it has neither Statement, Role nor RoleDetailList; a trust policy, the output of `aws iam "
                    + "get-role` or of `aws iam get-account-authorization-details` was wanted"
            )
        }
        var roles: [Role] = []
        for (name, policy, account) in found {
            do {
                roles.append(
                    Role(
                        file: file,
                        subject: try LintSubject(
                            name: name,
                            policy: policy,
                            account: account,
                            surroundings: surroundings
                        )
                    )
                )
            } catch {
                throw CommandFailure("\(file):\(error.line):\(error.column): \(error.detail)")
            }
        }
        self.roles = roles
    }

    private static func role(
        _ value: LocatedJSON,
        file: String,
        account: String?
    ) throws(CommandFailure) -> (name: String, policy: LocatedJSON, account: String?) {
        let place = "\(file):\(value.position.line):\(value.position.column)"
        guard case .string(let name)? = (value["Arn"] ?? value["RoleName"])?.content else {
            throw CommandFailure("\(place): a role without Arn and RoleName")
        }
        guard let policy = value["AssumeRolePolicyDocument"] else {
            throw CommandFailure("\(place): \(name) has no AssumeRolePolicyDocument")
        }
        var document = policy
        // Some tools print the document as a text.
        if case .string(let text) = policy.content {
            guard let parsed = try? LocatedJSON(parsing: Array(text.utf8)) else {
                throw CommandFailure("\(place): the AssumeRolePolicyDocument of \(name) is no JSON")
            }
            document = parsed
        }
        return (name, document, ARN(name)?.account ?? account)
    }

    /// Providers, where an export has them (`aws iam list-open-id-connect-providers` beside the rest).
    private static func providers(_ root: LocatedJSON) -> [String: [String]]? {
        guard case .array(let list)? = root["OpenIDConnectProviderList"]?.content else { return nil }
        var providers: [String: [String]] = [:]
        for element in list {
            guard let arn = element["Arn"]?.json.string else { continue }
            providers[arn] = element["ClientIDList"]?.json.array?.compactMap(\.string) ?? []
        }
        return providers
    }
}

/// The service accounts of a cluster.
enum ServiceAccountList {
    /// `NAMESPACE/NAME` each.
    ///
    /// - Throws: `CommandFailure` that names the file and the line.
    static func read(_ file: String) throws(CommandFailure) -> [String] {
        let bytes = try InputFile.read(file)
        if bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") { return try list(bytes, file) }
        var accounts: [String] = []
        for (index, line) in String(decoding: bytes, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        .enumerated() {
            let text = String(line.filter { !$0.isWhitespace })
            if text.isEmpty || text.hasPrefix("#") { continue }
            guard text.split(separator: "/", omittingEmptySubsequences: false).count == 2 else {
                throw CommandFailure("\(file):\(index + 1): \"\(text)\" is not NAMESPACE/NAME")
            }
            accounts.append(text)
        }
        return accounts
    }

    private static func list(_ bytes: [UInt8], _ file: String) throws(CommandFailure) -> [String] {
        let root: JSON
        do {
            root = try JSON(
                parsing: bytes,
                limits: JSONLimits(maximumBytes: 256 * 1024 * 1024, maximumDepth: 64, maximumValues: 20_000_000)
            )
        } catch {
            throw CommandFailure("\(file): \(error)")
        }
        guard let items = root["items"]?.array ?? (root["metadata"] == nil ? nil : [root]) else {
            throw CommandFailure("\(file): it has no items; the output of `kubectl get sa -A -o json` was wanted")
        }
        return items.compactMap { item in
            guard let name = item["metadata"]?["name"]?.string else { return nil }
            return "\(item["metadata"]?["namespace"]?.string ?? "default")/\(name)"
        }
    }
}
