import AWSProtocols
import AWSVocabulary
import Directory
import IAMPolicy
import Store

/// The state as one account sees it: its own entities, and AWS's policies.
struct AccountView: Sendable {
    let snapshot: DirectorySnapshot
    /// Twelve digits.
    let account: String

    init(_ snapshot: DirectorySnapshot, account: String) {
        self.snapshot = snapshot
        self.account = account
    }

    /// The entity of an identifier.
    ///
    /// - Throws: `NoSuchEntity`, in the words of its kind.
    func find<Entity: IAMEntity>(_ kind: Entity.Type, _ identifier: String) throws(Fault) -> Entity {
        guard let entity = Entity.lookUp(identifier, in: self) else {
            throw Entity.notFound(identifier, account: account)
        }
        return entity
    }

    /// What is asked for when a call names an entity: its ARN, path included, and its tags if it exists.
    func target<Entity: IAMEntity>(_ kind: Entity.Type, _ identifier: String) -> AccessTarget {
        guard let entity = Entity.lookUp(identifier, in: self) else {
            return AccessTarget(
                Entity.expectedARN(of: identifier, account: account),
                type: Entity.resourceType,
                name: identifier
            )
        }
        var target = AccessTarget(entity.arn.description, type: Entity.resourceType, name: identifier)
        for tag in entity.tags {
            target.keys["aws:ResourceTag/\(tag.key)"] = [tag.value]
            target.keys["iam:ResourceTag/\(tag.key)"] = [tag.value]
        }
        return target
    }

    /// Like `target`, with the boundary that the role or user has now.
    func holderTarget<Holder: PolicyHolder>(_ kind: Holder.Type, _ identifier: String) -> AccessTarget {
        target(kind, identifier).permissionsBoundary(Holder.lookUp(identifier, in: self)?.permissionsBoundary)
    }

    /// What a new entity will be; `kind` is for example `role`.
    func newTarget(_ kind: String, path: String = "/", name: String, type: String) -> AccessTarget {
        AccessTarget(
            ARN(service: "iam", account: account, resource: kind + path + name).description,
            type: type,
            name: name
        )
    }

    /// What lists of an account's entities are asked for on; `kind` is for example `role`.
    func listTarget(_ kind: String, prefix: String = "/") -> AccessTarget {
        AccessTarget(ARN(service: "iam", account: account, resource: kind + prefix).description)
    }
}
