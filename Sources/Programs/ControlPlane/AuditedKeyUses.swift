import AuditTrail
import IAMService
import JSONTree
import Store

/// When access keys were used, from the audit trail, which has every call that they sign.
struct AuditedKeyUses: AccessKeyUseSource {
    let trail: AuditTrail

    func lastUse(of accessKeyID: String) async throws -> AccessKeyUse? {
        var query = AuditQuery(limit: 1)
        query.attribute = .accessKeyID(accessKeyID)
        query.includesHidden = true
        guard let record = try await trail.records(matching: query).records.first else { return nil }
        let service = record.eventSource.split(separator: ".").first.map(String.init) ?? record.eventSource
        let region = try JSON(parsing: record.event)["awsRegion"]?.string
        return AccessKeyUse(time: record.time, service: service, region: region ?? "N/A")
    }
}
