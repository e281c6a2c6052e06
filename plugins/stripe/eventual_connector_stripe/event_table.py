"""The types of Stripe's events, one on a line. Generated from it: `make generate`."""

LINES = """\
account.application.authorized	stripe._application:Application
account.application.deauthorized	stripe._application:Application
account.external_account.created	stripe._bank_account:BankAccount	stripe._card:Card
account.external_account.deleted	stripe._bank_account:BankAccount	stripe._card:Card
account.external_account.updated	stripe._bank_account:BankAccount	stripe._card:Card
account.updated	stripe._account:Account
application_fee.created	stripe._application_fee:ApplicationFee
application_fee.refund.updated	stripe._application_fee_refund:ApplicationFeeRefund
application_fee.refunded	stripe._application_fee:ApplicationFee
apps.install.created	stripe.apps._install:Install
apps.install.deleted	stripe.apps._install:Install
apps.install.updated	stripe.apps._install:Install
balance.available	stripe._balance:Balance
balance_settings.updated	stripe._balance_settings:BalanceSettings
billing.alert.triggered	stripe.billing._alert:Alert
billing.credit_balance_transaction.created	stripe.billing._credit_balance_transaction:CreditBalanceTransaction
billing.credit_grant.created	stripe.billing._credit_grant:CreditGrant
billing.credit_grant.updated	stripe.billing._credit_grant:CreditGrant
billing.meter.created	stripe.billing._meter:Meter
billing.meter.deactivated	stripe.billing._meter:Meter
billing.meter.reactivated	stripe.billing._meter:Meter
billing.meter.updated	stripe.billing._meter:Meter
billing_portal.configuration.created	stripe.billing_portal._configuration:Configuration
billing_portal.configuration.updated	stripe.billing_portal._configuration:Configuration
billing_portal.session.created	stripe.billing_portal._session:Session
capability.updated	stripe._capability:Capability
cash_balance.funds_available	stripe._cash_balance:CashBalance
charge.captured	stripe._charge:Charge
charge.dispute.closed	stripe._dispute:Dispute
charge.dispute.created	stripe._dispute:Dispute
charge.dispute.funds_reinstated	stripe._dispute:Dispute
charge.dispute.funds_withdrawn	stripe._dispute:Dispute
charge.dispute.updated	stripe._dispute:Dispute
charge.expired	stripe._charge:Charge
charge.failed	stripe._charge:Charge
charge.pending	stripe._charge:Charge
charge.refund.updated	stripe._refund:Refund
charge.refunded	stripe._charge:Charge
charge.succeeded	stripe._charge:Charge
charge.updated	stripe._charge:Charge
checkout.session.async_payment_failed	stripe.checkout._session:Session
checkout.session.async_payment_succeeded	stripe.checkout._session:Session
checkout.session.completed	stripe.checkout._session:Session
checkout.session.expired	stripe.checkout._session:Session
climate.order.canceled	stripe.climate._order:Order
climate.order.created	stripe.climate._order:Order
climate.order.delayed	stripe.climate._order:Order
climate.order.delivered	stripe.climate._order:Order
climate.order.product_substituted	stripe.climate._order:Order
climate.product.created	stripe.climate._product:Product
climate.product.pricing_updated	stripe.climate._product:Product
coupon.created	stripe._coupon:Coupon
coupon.deleted	stripe._coupon:Coupon
coupon.updated	stripe._coupon:Coupon
credit_note.created	stripe._credit_note:CreditNote
credit_note.updated	stripe._credit_note:CreditNote
credit_note.voided	stripe._credit_note:CreditNote
customer.created	stripe._customer:Customer
customer.deleted	stripe._customer:Customer
customer.discount.created	stripe._discount:Discount
customer.discount.deleted	stripe._discount:Discount
customer.discount.updated	stripe._discount:Discount
customer.source.created	stripe._source:Source	stripe._card:Card	stripe._bank_account:BankAccount
customer.source.deleted	stripe._source:Source	stripe._card:Card	stripe._bank_account:BankAccount
customer.source.expiring	stripe._source:Source	stripe._card:Card	stripe._bank_account:BankAccount
customer.source.updated	stripe._source:Source	stripe._card:Card	stripe._bank_account:BankAccount
customer.subscription.created	stripe._subscription:Subscription
customer.subscription.deleted	stripe._subscription:Subscription
customer.subscription.paused	stripe._subscription:Subscription
customer.subscription.pending_update_applied	stripe._subscription:Subscription
customer.subscription.pending_update_expired	stripe._subscription:Subscription
customer.subscription.resumed	stripe._subscription:Subscription
customer.subscription.trial_will_end	stripe._subscription:Subscription
customer.subscription.updated	stripe._subscription:Subscription
customer.tax_id.created	stripe._tax_id:TaxId
customer.tax_id.deleted	stripe._tax_id:TaxId
customer.tax_id.updated	stripe._tax_id:TaxId
customer.updated	stripe._customer:Customer
customer_cash_balance_transaction.created	stripe._customer_cash_balance_transaction:CustomerCashBalanceTransaction
entitlements.active_entitlement_summary.updated	stripe.entitlements._active_entitlement_summary:ActiveEntitlementSummary
file.created	stripe._file:File
financial_connections.account.account_numbers_updated	stripe.financial_connections._account:Account
financial_connections.account.created	stripe.financial_connections._account:Account
financial_connections.account.deactivated	stripe.financial_connections._account:Account
financial_connections.account.disconnected	stripe.financial_connections._account:Account
financial_connections.account.expected_deactivation_date_updated	stripe.financial_connections._account:Account
financial_connections.account.reactivated	stripe.financial_connections._account:Account
financial_connections.account.refreshed_balance	stripe.financial_connections._account:Account
financial_connections.account.refreshed_ownership	stripe.financial_connections._account:Account
financial_connections.account.refreshed_transactions	stripe.financial_connections._account:Account
financial_connections.account.supported_payment_method_types_updated	stripe.financial_connections._account:Account
financial_connections.account.upcoming_account_number_expiry	stripe.financial_connections._account:Account
financial_connections.account.upcoming_deactivation	stripe.financial_connections._account:Account
financial_connections.authorization.expected_deactivation_date_updated	stripe.financial_connections._authorization:Authorization
financial_connections.authorization.upcoming_deactivation	stripe.financial_connections._authorization:Authorization
identity.verification_session.canceled	stripe.identity._verification_session:VerificationSession
identity.verification_session.created	stripe.identity._verification_session:VerificationSession
identity.verification_session.processing	stripe.identity._verification_session:VerificationSession
identity.verification_session.redacted	stripe.identity._verification_session:VerificationSession
identity.verification_session.requires_input	stripe.identity._verification_session:VerificationSession
identity.verification_session.verified	stripe.identity._verification_session:VerificationSession
invoice.created	stripe._invoice:Invoice
invoice.deleted	stripe._invoice:Invoice
invoice.finalization_failed	stripe._invoice:Invoice
invoice.finalized	stripe._invoice:Invoice
invoice.marked_uncollectible	stripe._invoice:Invoice
invoice.overdue	stripe._invoice:Invoice
invoice.overpaid	stripe._invoice:Invoice
invoice.paid	stripe._invoice:Invoice
invoice.payment_action_required	stripe._invoice:Invoice
invoice.payment_attempt_required	stripe._invoice:Invoice
invoice.payment_failed	stripe._invoice:Invoice
invoice.payment_succeeded	stripe._invoice:Invoice
invoice.sent	stripe._invoice:Invoice
invoice.upcoming	stripe._invoice:Invoice
invoice.updated	stripe._invoice:Invoice
invoice.voided	stripe._invoice:Invoice
invoice.will_be_due	stripe._invoice:Invoice
invoice_payment.paid	stripe._invoice_payment:InvoicePayment
invoiceitem.created	stripe._invoice_item:InvoiceItem
invoiceitem.deleted	stripe._invoice_item:InvoiceItem
issuing_authorization.created	stripe.issuing._authorization:Authorization
issuing_authorization.request	stripe.issuing._authorization:Authorization
issuing_authorization.updated	stripe.issuing._authorization:Authorization
issuing_card.created	stripe.issuing._card:Card
issuing_card.updated	stripe.issuing._card:Card
issuing_cardholder.created	stripe.issuing._cardholder:Cardholder
issuing_cardholder.updated	stripe.issuing._cardholder:Cardholder
issuing_dispute.closed	stripe.issuing._dispute:Dispute
issuing_dispute.created	stripe.issuing._dispute:Dispute
issuing_dispute.funds_reinstated	stripe.issuing._dispute:Dispute
issuing_dispute.funds_rescinded	stripe.issuing._dispute:Dispute
issuing_dispute.submitted	stripe.issuing._dispute:Dispute
issuing_dispute.updated	stripe.issuing._dispute:Dispute
issuing_personalization_design.activated	stripe.issuing._personalization_design:PersonalizationDesign
issuing_personalization_design.deactivated	stripe.issuing._personalization_design:PersonalizationDesign
issuing_personalization_design.rejected	stripe.issuing._personalization_design:PersonalizationDesign
issuing_personalization_design.updated	stripe.issuing._personalization_design:PersonalizationDesign
issuing_token.created	stripe.issuing._token:Token
issuing_token.updated	stripe.issuing._token:Token
issuing_transaction.created	stripe.issuing._transaction:Transaction
issuing_transaction.purchase_details_receipt_updated	stripe.issuing._transaction:Transaction
issuing_transaction.updated	stripe.issuing._transaction:Transaction
mandate.updated	stripe._mandate:Mandate
payment_intent.amount_capturable_updated	stripe._payment_intent:PaymentIntent
payment_intent.canceled	stripe._payment_intent:PaymentIntent
payment_intent.created	stripe._payment_intent:PaymentIntent
payment_intent.partially_funded	stripe._payment_intent:PaymentIntent
payment_intent.payment_failed	stripe._payment_intent:PaymentIntent
payment_intent.processing	stripe._payment_intent:PaymentIntent
payment_intent.requires_action	stripe._payment_intent:PaymentIntent
payment_intent.succeeded	stripe._payment_intent:PaymentIntent
payment_link.created	stripe._payment_link:PaymentLink
payment_link.updated	stripe._payment_link:PaymentLink
payment_method.attached	stripe._payment_method:PaymentMethod
payment_method.automatically_updated	stripe._payment_method:PaymentMethod
payment_method.detached	stripe._payment_method:PaymentMethod
payment_method.updated	stripe._payment_method:PaymentMethod
payout.canceled	stripe._payout:Payout
payout.created	stripe._payout:Payout
payout.failed	stripe._payout:Payout
payout.paid	stripe._payout:Payout
payout.reconciliation_completed	stripe._payout:Payout
payout.updated	stripe._payout:Payout
person.created	stripe._person:Person
person.deleted	stripe._person:Person
person.updated	stripe._person:Person
plan.created	stripe._plan:Plan
plan.deleted	stripe._plan:Plan
plan.updated	stripe._plan:Plan
price.created	stripe._price:Price
price.deleted	stripe._price:Price
price.updated	stripe._price:Price
product.created	stripe._product:Product
product.deleted	stripe._product:Product
product.updated	stripe._product:Product
promotion_code.created	stripe._promotion_code:PromotionCode
promotion_code.updated	stripe._promotion_code:PromotionCode
quote.accepted	stripe._quote:Quote
quote.canceled	stripe._quote:Quote
quote.created	stripe._quote:Quote
quote.finalized	stripe._quote:Quote
radar.early_fraud_warning.created	stripe.radar._early_fraud_warning:EarlyFraudWarning
radar.early_fraud_warning.updated	stripe.radar._early_fraud_warning:EarlyFraudWarning
refund.created	stripe._refund:Refund
refund.failed	stripe._refund:Refund
refund.updated	stripe._refund:Refund
reporting.report_run.failed	stripe.reporting._report_run:ReportRun
reporting.report_run.succeeded	stripe.reporting._report_run:ReportRun
reporting.report_type.updated	stripe.reporting._report_type:ReportType
reserve.hold.created	stripe.reserve._hold:Hold
reserve.hold.updated	stripe.reserve._hold:Hold
reserve.plan.created	stripe.reserve._plan:Plan
reserve.plan.disabled	stripe.reserve._plan:Plan
reserve.plan.expired	stripe.reserve._plan:Plan
reserve.plan.updated	stripe.reserve._plan:Plan
reserve.release.created	stripe.reserve._release:Release
review.closed	stripe._review:Review
review.opened	stripe._review:Review
setup_intent.canceled	stripe._setup_intent:SetupIntent
setup_intent.created	stripe._setup_intent:SetupIntent
setup_intent.requires_action	stripe._setup_intent:SetupIntent
setup_intent.setup_failed	stripe._setup_intent:SetupIntent
setup_intent.succeeded	stripe._setup_intent:SetupIntent
sigma.scheduled_query_run.created	stripe.sigma._scheduled_query_run:ScheduledQueryRun
source.canceled	stripe._source:Source
source.chargeable	stripe._source:Source
source.failed	stripe._source:Source
source.mandate_notification	stripe._source:Source
source.refund_attributes_required	stripe._source:Source
source.transaction.created	stripe._source_transaction:SourceTransaction
source.transaction.updated	stripe._source_transaction:SourceTransaction
subscription_schedule.aborted	stripe._subscription_schedule:SubscriptionSchedule
subscription_schedule.canceled	stripe._subscription_schedule:SubscriptionSchedule
subscription_schedule.completed	stripe._subscription_schedule:SubscriptionSchedule
subscription_schedule.created	stripe._subscription_schedule:SubscriptionSchedule
subscription_schedule.expiring	stripe._subscription_schedule:SubscriptionSchedule
subscription_schedule.released	stripe._subscription_schedule:SubscriptionSchedule
subscription_schedule.updated	stripe._subscription_schedule:SubscriptionSchedule
tax.settings.updated	stripe.tax._settings:Settings
tax_rate.created	stripe._tax_rate:TaxRate
tax_rate.updated	stripe._tax_rate:TaxRate
terminal.reader.action_failed	stripe.terminal._reader:Reader
terminal.reader.action_succeeded	stripe.terminal._reader:Reader
terminal.reader.action_updated	stripe.terminal._reader:Reader
test_helpers.test_clock.advancing	stripe.test_helpers._test_clock:TestClock
test_helpers.test_clock.created	stripe.test_helpers._test_clock:TestClock
test_helpers.test_clock.deleted	stripe.test_helpers._test_clock:TestClock
test_helpers.test_clock.internal_failure	stripe.test_helpers._test_clock:TestClock
test_helpers.test_clock.ready	stripe.test_helpers._test_clock:TestClock
three_d_secure.authentication.canceled	stripe.three_d_secure._authentication:Authentication
three_d_secure.authentication.challenge_started	stripe.three_d_secure._authentication:Authentication
three_d_secure.authentication.errored	stripe.three_d_secure._authentication:Authentication
three_d_secure.authentication.failed	stripe.three_d_secure._authentication:Authentication
three_d_secure.authentication.requires_challenge	stripe.three_d_secure._authentication:Authentication
three_d_secure.authentication.requires_submission	stripe.three_d_secure._authentication:Authentication
three_d_secure.authentication.succeeded	stripe.three_d_secure._authentication:Authentication
topup.canceled	stripe._topup:Topup
topup.created	stripe._topup:Topup
topup.failed	stripe._topup:Topup
topup.reversed	stripe._topup:Topup
topup.succeeded	stripe._topup:Topup
transfer.created	stripe._transfer:Transfer
transfer.reversed	stripe._transfer:Transfer
transfer.updated	stripe._transfer:Transfer
treasury.credit_reversal.created	stripe.treasury._credit_reversal:CreditReversal
treasury.credit_reversal.posted	stripe.treasury._credit_reversal:CreditReversal
treasury.debit_reversal.completed	stripe.treasury._debit_reversal:DebitReversal
treasury.debit_reversal.created	stripe.treasury._debit_reversal:DebitReversal
treasury.debit_reversal.initial_credit_granted	stripe.treasury._debit_reversal:DebitReversal
treasury.financial_account.closed	stripe.treasury._financial_account:FinancialAccount
treasury.financial_account.created	stripe.treasury._financial_account:FinancialAccount
treasury.financial_account.features_status_updated	stripe.treasury._financial_account:FinancialAccount
treasury.inbound_transfer.canceled	stripe.treasury._inbound_transfer:InboundTransfer
treasury.inbound_transfer.created	stripe.treasury._inbound_transfer:InboundTransfer
treasury.inbound_transfer.failed	stripe.treasury._inbound_transfer:InboundTransfer
treasury.inbound_transfer.succeeded	stripe.treasury._inbound_transfer:InboundTransfer
treasury.outbound_payment.canceled	stripe.treasury._outbound_payment:OutboundPayment
treasury.outbound_payment.created	stripe.treasury._outbound_payment:OutboundPayment
treasury.outbound_payment.expected_arrival_date_updated	stripe.treasury._outbound_payment:OutboundPayment
treasury.outbound_payment.failed	stripe.treasury._outbound_payment:OutboundPayment
treasury.outbound_payment.posted	stripe.treasury._outbound_payment:OutboundPayment
treasury.outbound_payment.returned	stripe.treasury._outbound_payment:OutboundPayment
treasury.outbound_payment.tracking_details_updated	stripe.treasury._outbound_payment:OutboundPayment
treasury.outbound_transfer.canceled	stripe.treasury._outbound_transfer:OutboundTransfer
treasury.outbound_transfer.created	stripe.treasury._outbound_transfer:OutboundTransfer
treasury.outbound_transfer.expected_arrival_date_updated	stripe.treasury._outbound_transfer:OutboundTransfer
treasury.outbound_transfer.failed	stripe.treasury._outbound_transfer:OutboundTransfer
treasury.outbound_transfer.posted	stripe.treasury._outbound_transfer:OutboundTransfer
treasury.outbound_transfer.returned	stripe.treasury._outbound_transfer:OutboundTransfer
treasury.outbound_transfer.tracking_details_updated	stripe.treasury._outbound_transfer:OutboundTransfer
treasury.received_credit.created	stripe.treasury._received_credit:ReceivedCredit
treasury.received_credit.failed	stripe.treasury._received_credit:ReceivedCredit
treasury.received_credit.succeeded	stripe.treasury._received_credit:ReceivedCredit
treasury.received_debit.created	stripe.treasury._received_debit:ReceivedDebit
v1.account.application.authorized
v1.account.application.deauthorized
v1.account.external_account.created
v1.account.external_account.deleted
v1.account.external_account.updated
v1.account.updated
v1.application_fee.created
v1.application_fee.refund.updated
v1.application_fee.refunded
v1.balance.available
v1.balance_settings.updated
v1.billing.alert.triggered
v1.billing.credit_balance_transaction.created
v1.billing.credit_grant.created
v1.billing.credit_grant.updated
v1.billing.meter.created
v1.billing.meter.deactivated
v1.billing.meter.error_report_triggered
v1.billing.meter.no_meter_found
v1.billing.meter.reactivated
v1.billing.meter.updated
v1.billing_portal.configuration.created
v1.billing_portal.configuration.updated
v1.billing_portal.session.created
v1.capability.updated
v1.cash_balance.funds_available
v1.charge.captured
v1.charge.dispute.closed
v1.charge.dispute.created
v1.charge.dispute.funds_reinstated
v1.charge.dispute.funds_withdrawn
v1.charge.dispute.updated
v1.charge.expired
v1.charge.failed
v1.charge.pending
v1.charge.refund.updated
v1.charge.refunded
v1.charge.succeeded
v1.charge.updated
v1.checkout.session.async_payment_failed
v1.checkout.session.async_payment_succeeded
v1.checkout.session.completed
v1.checkout.session.expired
v1.climate.order.canceled
v1.climate.order.created
v1.climate.order.delayed
v1.climate.order.delivered
v1.climate.order.product_substituted
v1.climate.product.created
v1.climate.product.pricing_updated
v1.coupon.created
v1.coupon.deleted
v1.coupon.updated
v1.credit_note.created
v1.credit_note.updated
v1.credit_note.voided
v1.customer_cash_balance_transaction.created
v1.customer.created
v1.customer.deleted
v1.customer.discount.created
v1.customer.discount.deleted
v1.customer.discount.source_changed
v1.customer.discount.updated
v1.customer.subscription.active
v1.customer.subscription.cancel_at_changed
v1.customer.subscription.created
v1.customer.subscription.default_payment_method_changed
v1.customer.subscription.deleted
v1.customer.subscription.incomplete
v1.customer.subscription.incomplete_expired
v1.customer.subscription.item_added
v1.customer.subscription.item_price_changed
v1.customer.subscription.item_quantity_changed
v1.customer.subscription.item_removed
v1.customer.subscription.item_tax_rates_changed
v1.customer.subscription.past_due
v1.customer.subscription.paused
v1.customer.subscription.pending_update_applied
v1.customer.subscription.pending_update_expired
v1.customer.subscription.resumed
v1.customer.subscription.trial_will_end
v1.customer.subscription.trialing
v1.customer.subscription.unpaid
v1.customer.subscription.updated
v1.customer.tax_id.created
v1.customer.tax_id.deleted
v1.customer.tax_id.updated
v1.customer.updated
v1.entitlements.active_entitlement_summary.entitlement_added
v1.entitlements.active_entitlement_summary.entitlement_removed
v1.entitlements.active_entitlement_summary.updated
v1.file.created
v1.financial_connections.account.account_numbers_updated
v1.financial_connections.account.balance_refresh_failed
v1.financial_connections.account.balance_refresh_succeeded
v1.financial_connections.account.created
v1.financial_connections.account.deactivated
v1.financial_connections.account.disconnected
v1.financial_connections.account.expected_deactivation_date_updated
v1.financial_connections.account.inferred_balances_refresh_failed
v1.financial_connections.account.inferred_balances_refresh_succeeded
v1.financial_connections.account.ownership_refresh_failed
v1.financial_connections.account.ownership_refresh_succeeded
v1.financial_connections.account.reactivated
v1.financial_connections.account.refreshed_balance
v1.financial_connections.account.refreshed_ownership
v1.financial_connections.account.refreshed_transactions
v1.financial_connections.account.risk_intelligence_refresh_failed
v1.financial_connections.account.risk_intelligence_refresh_succeeded
v1.financial_connections.account.supported_payment_method_types_updated
v1.financial_connections.account.transactions_refresh_failed
v1.financial_connections.account.transactions_refresh_succeeded
v1.financial_connections.account.upcoming_account_number_expiry
v1.financial_connections.account.upcoming_deactivation
v1.identity.verification_session.canceled
v1.identity.verification_session.created
v1.identity.verification_session.processing
v1.identity.verification_session.redacted
v1.identity.verification_session.requires_input
v1.identity.verification_session.verified
v1.invoice.created
v1.invoice.deleted
v1.invoice.discount_added
v1.invoice.discount_removed
v1.invoice.finalization_failed
v1.invoice.finalized
v1.invoice.line_item_added
v1.invoice.line_item_pricing_changed
v1.invoice.line_item_quantity_changed
v1.invoice.line_item_removed
v1.invoice.marked_uncollectible
v1.invoice.overdue
v1.invoice.overpaid
v1.invoice.paid
v1.invoice.payment_action_required
v1.invoice.payment_attempt_required
v1.invoice_payment.canceled
v1.invoice.payment_failed
v1.invoice_payment.open
v1.invoice_payment.paid
v1.invoice.payment_succeeded
v1.invoice.sent
v1.invoice.upcoming
v1.invoice.updated
v1.invoice.voided
v1.invoice.will_be_due
v1.invoiceitem.amount_changed
v1.invoiceitem.created
v1.invoiceitem.deleted
v1.invoiceitem.discount_added
v1.invoiceitem.discount_removed
v1.issuing_authorization.created
v1.issuing_authorization.request
v1.issuing_authorization.updated
v1.issuing_card.created
v1.issuing_card.updated
v1.issuing_cardholder.created
v1.issuing_cardholder.updated
v1.issuing_dispute.closed
v1.issuing_dispute.created
v1.issuing_dispute.funds_reinstated
v1.issuing_dispute.funds_rescinded
v1.issuing_dispute.submitted
v1.issuing_dispute.updated
v1.issuing_personalization_design.activated
v1.issuing_personalization_design.deactivated
v1.issuing_personalization_design.rejected
v1.issuing_personalization_design.updated
v1.issuing_token.created
v1.issuing_token.updated
v1.issuing_transaction.created
v1.issuing_transaction.purchase_details_receipt_updated
v1.issuing_transaction.updated
v1.mandate.updated
v1.payment_intent.amount_capturable_updated
v1.payment_intent.canceled
v1.payment_intent.created
v1.payment_intent.partially_funded
v1.payment_intent.payment_failed
v1.payment_intent.processing
v1.payment_intent.requires_action
v1.payment_intent.succeeded
v1.payment_link.created
v1.payment_link.updated
v1.payment_method.attached
v1.payment_method.automatically_updated
v1.payment_method.detached
v1.payment_method.updated
v1.payout.canceled
v1.payout.created
v1.payout.failed
v1.payout.paid
v1.payout.reconciliation_completed
v1.payout.updated
v1.person.created
v1.person.deleted
v1.person.updated
v1.plan.created
v1.plan.deleted
v1.plan.updated
v1.price.activated
v1.price.created
v1.price.deactivated
v1.price.deleted
v1.price.lookup_key_changed
v1.price.tax_behavior_changed
v1.price.updated
v1.product.activated
v1.product.created
v1.product.deactivated
v1.product.default_price_changed
v1.product.deleted
v1.product.tax_code_changed
v1.product.updated
v1.promotion_code.created
v1.promotion_code.fully_redeemed
v1.promotion_code.updated
v1.quote.accepted
v1.quote.canceled
v1.quote.created
v1.quote.finalized
v1.radar.early_fraud_warning.created
v1.radar.early_fraud_warning.updated
v1.refund.created
v1.refund.failed
v1.refund.updated
v1.review.closed
v1.review.opened
v1.setup_intent.canceled
v1.setup_intent.created
v1.setup_intent.requires_action
v1.setup_intent.setup_failed
v1.setup_intent.succeeded
v1.sigma.scheduled_query_run.created
v1.source.canceled
v1.source.chargeable
v1.source.failed
v1.source.refund_attributes_required
v1.subscription_schedule.aborted
v1.subscription_schedule.canceled
v1.subscription_schedule.completed
v1.subscription_schedule.created
v1.subscription_schedule.expiring
v1.subscription_schedule.phase_added
v1.subscription_schedule.phase_default_tax_rates_changed
v1.subscription_schedule.phase_end_date_changed
v1.subscription_schedule.phase_removed
v1.subscription_schedule.phase_trial_end_changed
v1.subscription_schedule.released
v1.subscription_schedule.updated
v1.tax_rate.created
v1.tax_rate.updated
v1.tax.settings.updated
v1.terminal.reader.action_failed
v1.terminal.reader.action_succeeded
v1.terminal.reader.action_updated
v1.test_helpers.test_clock.advancing
v1.test_helpers.test_clock.created
v1.test_helpers.test_clock.deleted
v1.test_helpers.test_clock.internal_failure
v1.test_helpers.test_clock.ready
v1.topup.canceled
v1.topup.created
v1.topup.failed
v1.topup.reversed
v1.topup.succeeded
v1.transfer.created
v1.transfer.reversed
v1.transfer.updated
v2.commerce.product_catalog.imports.failed
v2.commerce.product_catalog.imports.processing
v2.commerce.product_catalog.imports.succeeded
v2.commerce.product_catalog.imports.succeeded_with_errors
v2.core.account.closed
v2.core.account.created
v2.core.account[configuration.customer].capability_status_updated
v2.core.account[configuration.customer].updated
v2.core.account[configuration.merchant].capability_status_updated
v2.core.account[configuration.merchant].updated
v2.core.account[configuration.recipient].capability_status_updated
v2.core.account[configuration.recipient].updated
v2.core.account[defaults].updated
v2.core.account[future_requirements].updated
v2.core.account[identity].updated
v2.core.account[requirements].updated
v2.core.account_link.returned
v2.core.account_person.created
v2.core.account_person.deleted
v2.core.account_person.updated
v2.core.account.updated
v2.core.event_destination.ping
v2.money_management.adjustment.created
v2.money_management.financial_account.created
v2.money_management.financial_account.updated
v2.money_management.financial_address.activated
v2.money_management.financial_address.failed
v2.money_management.inbound_transfer.available
v2.money_management.inbound_transfer.bank_debit_failed
v2.money_management.inbound_transfer.bank_debit_processing
v2.money_management.inbound_transfer.bank_debit_queued
v2.money_management.inbound_transfer.bank_debit_returned
v2.money_management.inbound_transfer.bank_debit_succeeded
v2.money_management.outbound_payment.canceled
v2.money_management.outbound_payment.created
v2.money_management.outbound_payment.failed
v2.money_management.outbound_payment.posted
v2.money_management.outbound_payment.returned
v2.money_management.outbound_payment.under_review
v2.money_management.outbound_payment.updated
v2.money_management.payout_intent.canceled
v2.money_management.payout_intent.created
v2.money_management.payout_intent.pending
v2.money_management.payout_intent.posted
v2.money_management.payout_intent.processing
v2.money_management.payout_intent.requires_action
v2.money_management.payout_intent.updated
v2.money_management.payout_method.created
v2.money_management.payout_method.updated
v2.money_management.received_credit.available
v2.money_management.received_credit.failed
v2.money_management.received_credit.returned
v2.money_management.received_credit.succeeded
v2.money_management.recipient_verification.created
v2.money_management.recipient_verification.updated
v2.money_management.transaction.created
v2.money_management.transaction.updated
"""
