/* Knows by whom ranges of codes are given (winerror.h, FACILITY_*, and what products publish). */
#include "rules/knowledge/code_parts.h"

#include "parsers/base/count.h"

static const struct {
    uint32_t mask, bits;
    const char *words;
} parts[] = {
    {0xFFFFFF00, 0x80041300, "the Task Scheduler"},
    {0xFFFFFF00, 0x80042300, "Volume Shadow Copy (VSS)"},
    {0xFFFFFF00, 0x80042400, "the Virtual Disk Service (VDS)"},
    {0xFFFFFF00, 0x80042500, "the Virtual Disk Service (VDS)"},
    {0xFFFFFF00, 0x80045300, "File Server Resource Manager (FSRM)"},
    {0xFFFFFF00, 0x80040E00, "databases (OLE DB)"},
    {0xFFFFFF00, 0x8004D000, "the transaction coordinator (MSDTC)"},
    {0xFFFFFF00, 0x80131900, "the client of SQL Server (.NET)"},
    {0xFFFF0000, 0x800B0000, "certificates and signatures"},
    {0xFFFF0000, 0x800E0000, "Message Queuing (MSMQ)"},
    {0xFFFF0000, 0x800F0000, "the set-up of devices and features (SetupAPI, servicing)"},
    {0xFFFF0000, 0x80110000, "COM+"},
    {0xFFFF0000, 0x80130000, ".NET"},
    {0xFFFF0000, 0x80180000, "device management (MDM enrolment)"},
    {0xFFFF0000, 0x80190000, "HTTP"},
    {0xFFFF0000, 0x801C0000, "device registration (Entra ID)"},
    {0xFFFF0000, 0x801F0000, "file system filters (minifilter drivers)"},
    {0xFFFF0000, 0x80200000, "BITS (background transfers)"},
    {0xFFFF0000, 0x80240000, "Windows Update"},
    {0xFFFF0000, 0x80280000, "the TPM"},
    {0xFFFF0000, 0x80290000, "the TPM"},
    {0xFFFF0000, 0x80300000, "Performance Logs and Alerts (PLA)"},
    {0xFFFF0000, 0x80310000, "BitLocker"},
    {0xFFFF0000, 0x80320000, "the Windows Filtering Platform (firewall)"},
    {0xFFFF0000, 0x80340000, "network drivers (NDIS)"},
    {0xFFFF0000, 0x80370000, "Hyper-V"},
    {0xFFFF0000, 0x803B0000, "the Host Network Service (HNS)"},
    {0xFFFF0000, 0x803D0000, "web services (WWSAPI)"},
    {0xFFFF0000, 0x803F0000, "the Store (licences of apps)"},
    {0xFFFF0000, 0x80500000, "Microsoft Defender Antivirus"},
    {0xFFFF0000, 0x80560000, "Data Deduplication"},
    {0xFFFF0000, 0x80780000, "Windows Backup"},
    {0xFFFF0000, 0x80D00000, "Delivery Optimization"},
    {0xFFFF0000, 0x80E70000, "Storage Spaces"},
    {0xFFFF0000, 0x84BE0000, "the set-up of SQL Server"},
    {0xFFFF0000, 0x86000000, "device management (MDM)"},
    {0xFFFF0000, 0x87D00000, "Configuration Manager"},
    {0xFFFF0000, 0x87D10000, "Intune"},
    {0xFFFF0000, 0xC0040000, "software licensing (activation)"},
    {0xFFFF0000, 0xC0210000, "BitLocker"},
    {0xFFFF0000, 0xC0290000, "the TPM"},
    {0xFFFF0000, 0xC0350000, "the hypervisor"},
    {0xFFFF0000, 0xC0370000, "Hyper-V"},
    {0xFFFF0000, 0xC0380000, "dynamic disks (volume manager)"},
    {0xFFFF0000, 0xC0390000, "the boot configuration (BCD)"},
    {0xFFFF0000, 0xC03A0000, "virtual hard disks (VHD)"},
    {0xFFFF0000, 0xEFFF0000, "the iSCSI initiator"},
};

struct view code_part(uint32_t value)
{
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if ((value & parts[i].mask) == parts[i].bits) {
            return view_of(parts[i].words);
        }
    }
    return VIEW_NONE;
}
