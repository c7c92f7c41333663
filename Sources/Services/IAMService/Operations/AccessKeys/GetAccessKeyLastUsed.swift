import AWSProtocols
import Authorization
import Directory
import Store

extension IAMService {
    /// `GetAccessKeyLastUsed`: whose a key is, and when, where and for which service it was used last.
    var getAccessKeyLastUsed: ServiceOperation {
        let uses = keyUses
        return operation("GetAccessKeyLastUsed", isReadOnly: true) { reader, _ in
            reader.requiredString("AccessKeyId", length: 16...128, pattern: .iamAccessKeyID)
        } access: { id, view in
            // Who may not ask for every user hears nothing of a key that is not there, or is another account's.
            guard let key = view.accessKey(id) else { return AccessTarget("*") }
            return view.target(UserRecord.self, key.userName)
        } perform: { id, call in
            guard let key = call.view.accessKey(id) else { throw Words.noAccessKey(id) }
            let use = try await uses.lastUse(of: id)
            return [
                "UserName": .string(key.userName),
                "AccessKeyLastUsed": .structure([
                    "LastUsedDate": use.map { .timestamp($0.time) },
                    "ServiceName": .string(use?.service ?? "N/A"),
                    "Region": .string(use?.region ?? "N/A"),
                ]),
            ]
        }
    }
}
