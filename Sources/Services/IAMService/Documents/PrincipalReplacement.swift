import AWSVocabulary
import Directory
import IAMPolicy
import JSONTree
import Store

/// What happens to trust in a principal that is deleted or renamed.
///
/// AWS binds a policy to the principal itself, not to its name: after a deletion the policy shows the unique id, and an
/// entity made anew under the old name is not trusted.
struct PrincipalReplacement: Sendable {
    private let old: String
    /// What the ARNs of a deleted role's sessions begin with.
    private let oldSessions: String?
    private let new: String
    private let name: [UInt8]

    /// A role that is gone, and its sessions with it.
    init(deleted role: RoleRecord) {
        old = role.arn.description
        oldSessions = "arn:aws:sts::\(role.account):assumed-role/\(role.name)/"
        new = role.id
        name = Array(role.name.utf8)
    }

    /// A user that is gone.
    init(deleted user: UserRecord) {
        self.init(renamed: user, to: user.id)
    }

    /// A user that goes by another ARN.
    init(renamed user: UserRecord, to new: String) {
        old = user.arn.description
        oldSessions = nil
        self.new = new
        name = Array(user.name.utf8)
    }

    /// Rewrites every trust and bucket policy of an account that names the principal.
    func apply(to draft: inout DirectoryDraft, account: String) {
        for entry in draft.snapshot.roles(account: account) where mayName(entry.record.trustPolicy) {
            guard let text = rewritten(entry.record.trustPolicy, compiled: entry.trust) else { continue }
            var role = entry.record
            role.trustPolicy = text
            draft.put(role)
        }
        for entry in draft.snapshot.buckets(account: account) {
            guard let policy = entry.record.policy, mayName(policy), let compiled = entry.policy,
                let text = rewritten(policy, compiled: compiled)
            else { continue }
            var bucket = entry.record
            bucket.policy = text
            draft.put(bucket)
        }
    }

    /// Whether it is worth to look closer: the name occurs, or something is escaped.
    private func mayName(_ document: String) -> Bool {
        let bytes = Array(document.utf8)
        if bytes.contains(UInt8(ascii: "\\")) { return true }
        guard let first = name.first, bytes.count >= name.count else { return false }
        return (0...bytes.count - name.count).contains { start in
            bytes[start] == first && bytes[start..<start + name.count].elementsEqual(name)
        }
    }

    private func isOld(_ principal: String) -> Bool {
        principal == old || (oldSessions.map(principal.hasPrefix) ?? false)
    }

    /// The document with the principal replaced; nil if it does not name it.
    private func rewritten(_ document: String, compiled: AttachedPolicy) -> String? {
        guard compiled.document.awsPrincipals.contains(where: isOld),
            var tree = (try? JSON(parsing: Array(document.utf8)))?.object
        else { return nil }
        switch tree["Statement"] {
        case .array(let statements): tree["Statement"] = .array(statements.map(rewritten(statement:)))
        case .some(let statement): tree["Statement"] = rewritten(statement: statement)
        case nil: return nil
        }
        return JSON.object(tree).text()
    }

    private func rewritten(statement: JSON) -> JSON {
        guard var object = statement.object else { return statement }
        for element in ["Principal", "NotPrincipal"] {
            guard var principals = object[element]?.object, let named = principals["AWS"] else { continue }
            principals["AWS"] = rewritten(principals: named)
            object[element] = .object(principals)
        }
        return .object(object)
    }

    private func rewritten(principals: JSON) -> JSON {
        switch principals {
        case .array(let list): .array(list.map(rewritten(principals:)))
        case .string(let text) where isOld(text): .string(new)
        default: principals
        }
    }
}
