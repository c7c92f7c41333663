import AWSProtocols
import AWSVocabulary
import Directory
import ServiceModel
import Store

/// What of EKS an ARN names: a cluster, an association or an add-on.
struct TaggedResource: Sendable {
    private enum Kind: Sendable {
        case cluster(ClusterRecord)
        case association(PodIdentityAssociationRecord)
        case addon(AddonRecord)
    }

    private var kind: Kind

    /// - Throws: `BadRequestException` for what is no ARN of EKS, `NotFoundException` for one of nothing.
    init(_ text: String, call: Call, in snapshot: DirectorySnapshot) throws(Fault) {
        guard let arn = ARN(text), arn.service == "eks" else { throw Words.badResource }
        let parts = arn.resource.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1 else { throw Words.badResource }
        guard arn.account == call.context.caller.account, arn.region == call.context.region.description else {
            throw Words.nothingTagged(text)
        }
        let key = ClusterRecord.key(name: parts[1], region: arn.region, account: arn.account)
        switch (parts[0], parts.count) {
        case ("cluster", 2):
            guard let cluster = snapshot.cluster(key: key) else { throw Words.nothingTagged(text) }
            kind = .cluster(cluster)
        case ("podidentityassociation", 3):
            guard let association = snapshot.association(cluster: key, id: parts[2]) else {
                throw Words.nothingTagged(text)
            }
            kind = .association(association)
        case ("addon", 4):
            guard let addon = snapshot.addon(cluster: key, name: parts[2]), addon.id == parts[3] else {
                throw Words.nothingTagged(text)
            }
            kind = .addon(addon)
        default: throw Words.badResource
        }
    }

    /// In the order that they were given.
    var tags: [Tag] {
        get {
            switch kind {
            case .cluster(let record): record.tags
            case .association(let record): record.tags
            case .addon(let record): record.tags
            }
        }
        set {
            switch kind {
            case .cluster(var record):
                record.tags = newValue
                kind = .cluster(record)
            case .association(var record):
                record.tags = newValue
                kind = .association(record)
            case .addon(var record):
                record.tags = newValue
                kind = .addon(record)
            }
        }
    }

    func write(to draft: inout DirectoryDraft) {
        switch kind {
        case .cluster(let record): draft.put(record)
        case .association(let record): draft.put(record)
        case .addon(let record): draft.put(record)
        }
    }
}
