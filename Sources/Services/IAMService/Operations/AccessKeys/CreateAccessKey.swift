import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import Store

extension IAMService {
    /// `CreateAccessKey`: the only answer that ever holds the secret.
    var createAccessKey: ServiceOperation {
        let (limits, ids) = (limits, ids)
        return operation("CreateAccessKey") { reader, context in
            try context.userName(from: &reader)
        } access: { user, view in
            view.target(UserRecord.self, user)
        } perform: { user, call in
            let key = try await call.change { draft, view in
                let user = try view.find(UserRecord.self, user)
                guard let account = AccountID(view.account) else { throw Fault(.internalFailure) }
                let keys = view.snapshot.accessKeys(ofUser: user.name, account: view.account)
                guard keys.count < limits.accessKeysPerUser else {
                    throw Words.quota("AccessKeysPerUser", limits.accessKeysPerUser)
                }
                let key = AccessKeyRecord(
                    id: ids.accessKeyID(.longTermKey, account: account),
                    secret: ids.secretAccessKey(),
                    account: view.account,
                    userName: user.name,
                    createdAt: call.now
                )
                draft.put(key)
                return key
            }
            return ["AccessKey": .structure(AccessKeyShape.withSecret(key))]
        }
    }
}
