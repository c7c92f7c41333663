import AWSProtocols
import Store

/// How signing keys are answered: never with their private part.
enum SigningKeyShape {
    static func list(_ records: [SigningKeyRecord], cluster: ClusterRecord) -> WireStructure {
        [
            "clusterName": .string(cluster.name), "issuer": .string(cluster.issuer),
            "keys": .list(records.map { .structure(key($0)) }),
        ]
    }

    static func key(_ record: SigningKeyRecord) -> WireStructure {
        [
            "keyId": .string(record.id), "state": .string(record.state.rawValue),
            "createdAt": .timestamp(record.createdAt), "retiredAt": record.retiredAt.map { .timestamp($0) },
        ]
    }
}
