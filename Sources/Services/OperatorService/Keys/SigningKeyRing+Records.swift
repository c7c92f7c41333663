import Directory
import IdentityTokens
import Store

extension SigningKeyRing {
    /// A cluster's ring as it is stored.
    init(_ records: [SigningKeyRecord]) {
        self.init(
            keys: records.map { record in
                Key(
                    id: record.id,
                    state: State(record.state),
                    createdAt: record.createdAt,
                    retiredAt: record.retiredAt
                )
            }
        )
    }

    /// Writes what has changed of the records; a retired key loses its private part.
    func write(_ records: [SigningKeyRecord], to draft: inout DirectoryDraft) {
        for record in records {
            guard let key = keys.first(where: { $0.id == record.id }) else { continue }
            var changed = record
            changed.state = SigningKeyRecord.State(key.state)
            changed.retiredAt = key.retiredAt
            if key.state == .retired { changed.privateKey = nil }
            if changed != record { draft.put(changed) }
        }
    }
}

extension SigningKeyRing.State {
    init(_ state: SigningKeyRecord.State) {
        switch state {
        case .active: self = .active
        case .verifying: self = .verifying
        case .retired: self = .retired
        }
    }
}

extension SigningKeyRecord.State {
    init(_ state: SigningKeyRing.State) {
        switch state {
        case .active: self = .active
        case .verifying: self = .verifying
        case .retired: self = .retired
        }
    }
}
